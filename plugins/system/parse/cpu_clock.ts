/** A fall of idle time by this much is a new count (hot plug, resume), not an inaccuracy. */
const RESET_SECONDS = 3;
/** Column of idle time in /proc/stat. */
const IDLE = 3;

type Seconds = readonly (number | undefined)[];

/**
 * Keeps CPU time from going back. The kernel's idle and iowait times are estimates that may fall by a
 * few ticks, which Prometheus would take for a restart of the machine.
 */
export class CpuClock {
  readonly #last = new Map<string, Seconds>();

  /** The times of one line of /proc/stat, none below what was given out before. */
  steady(line: string, seconds: Seconds): Seconds {
    const last = this.#last.get(line) ?? [];
    const isReset = (last[IDLE] ?? 0) - (seconds[IDLE] ?? 0) >= RESET_SECONDS;
    const steady = isReset ? seconds : seconds.map((value, index) => larger(value, last[index]));
    this.#last.set(line, steady);
    return steady;
  }
}

function larger(value: number | undefined, last: number | undefined): number | undefined {
  return value === undefined || last === undefined ? value : Math.max(value, last);
}
