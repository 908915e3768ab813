import { readCpuSeconds } from "./usage.ts";

/**
 * Measures how long a process waited for a processor: how long its main thread was ready to run and did
 * not. What it waited behind its own threads is its own doing, and is left out.
 */
export class WaitMeter {
  readonly #pid: number;
  #lastWaitMs = 0;
  #lastOthersMs = 0;
  #sumMs = 0;
  #isOwnDoing = false;

  constructor(pid: number) {
    this.#pid = pid;
  }

  /**
   * Reads the sum so far in milliseconds, which never falls. Undefined where Linux does not tell
   * (no `CONFIG_SCHED_INFO`), and when the process has gone before it was read once.
   *
   * @param cpuSeconds the CPU time of all its threads, where it was just read.
   */
  readMs(cpuSeconds = readCpu(this.#pid)): number | undefined {
    const main = readSchedstat(this.#pid);
    if (!main || cpuSeconds === undefined) return this.#sumMs || undefined;
    const othersMs = Math.max(cpuSeconds * 1_000 - main.ranMs, 0);
    const waitedMs = main.waitedMs - this.#lastWaitMs;
    const behindItself = Math.max(othersMs - this.#lastOthersMs, 0);
    if (!this.#isOwnDoing) this.#sumMs += Math.max(waitedMs - behindItself, 0);
    this.#lastWaitMs = main.waitedMs;
    this.#lastOthersMs = Math.max(othersMs, this.#lastOthersMs);
    return this.#sumMs;
  }

  /** Leaves out what is waited from now on because we lowered the process, or counts again. */
  setOwnDoing(isOwnDoing: boolean): void {
    this.readMs();
    this.#isOwnDoing = isOwnDoing;
  }
}

/** Returns whether this machine tells how long its processes wait. */
export function canMeterWaits(): boolean {
  const own = readSchedstat(Deno.pid);
  return own !== undefined && own.ranMs > 0;
}

function readCpu(pid: number): number | undefined {
  try {
    return readCpuSeconds(pid);
  } catch {
    // No descriptor is left.
    return undefined;
  }
}

/** Reads how long the main thread of a process ran and waited; undefined when it cannot be known. */
function readSchedstat(pid: number): { ranMs: number; waitedMs: number } | undefined {
  try {
    const [ranNs, waitedNs] = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/schedstat`)
      .split(" ").map(Number);
    if (ranNs === undefined || waitedNs === undefined) return undefined;
    return { ranMs: ranNs / 1e6, waitedMs: waitedNs / 1e6 };
  } catch {
    // It has gone, is another's, or there is no descriptor left: then the time that passes counts.
    return undefined;
  }
}
