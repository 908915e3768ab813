/** The CPU that a process may take, and for how long. */
export interface CpuLimit {
  /** Share of one CPU: 0.8 is 80 % of one. */
  readonly share: number;
  readonly windowMs: number;
}

/** The shortest span over which a share is told. */
const SHARE_SPAN_MS = 300;

/** The verdict of a sample: nothing, that half the window was over the limit, that all of it was. */
export type CpuVerdict = "ok" | "high" | "over";

type Sample = { readonly atMs: number; readonly cpuSeconds: number };

/**
 * Watches one process for CPU time over a sliding window. A collection may work hard for a while; what
 * is caught is work that does not end: a spin in the background, a timer without rest.
 */
export class CpuWatch {
  readonly #limit: CpuLimit;
  #samples: Sample[] = [];

  constructor(limit: CpuLimit) {
    this.#limit = limit;
  }

  /** Takes the CPU time that the process has used so far. Pure but for what it remembers. */
  sample(cpuSeconds: number, nowMs: number): CpuVerdict {
    const { windowMs } = this.#limit;
    this.#samples.push({ atMs: nowMs, cpuSeconds });
    // One sample at or before the window's start is kept, to measure from.
    while ((this.#samples[1]?.atMs ?? Infinity) <= nowMs - windowMs) this.#samples.shift();
    if (this.#isOver(windowMs, nowMs)) return "over";
    return this.#isOver(windowMs / 2, nowMs) ? "high" : "ok";
  }

  /** The share of one CPU that was used between the last two samples; 0 before there are two. */
  get recentShare(): number {
    const last = this.#samples.at(-1);
    // CPU time is told in steps of 10 ms: over a shorter span one step would be much.
    const before = last && this.#samples.findLast(({ atMs }) => atMs <= last.atMs - SHARE_SPAN_MS);
    if (!before || !last) return 0;
    return (last.cpuSeconds - before.cpuSeconds) / ((last.atMs - before.atMs) / 1_000);
  }

  #isOver(spanMs: number, nowMs: number): boolean {
    const first = this.#samples.findLast(({ atMs }) => atMs <= nowMs - spanMs);
    const last = this.#samples.at(-1);
    if (!first || !last) return false;
    const share = (last.cpuSeconds - first.cpuSeconds) / ((last.atMs - first.atMs) / 1_000);
    return share > this.#limit.share;
  }
}
