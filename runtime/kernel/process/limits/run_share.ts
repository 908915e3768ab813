import type { WaitMeter } from "./wait_meter.ts";

/** Below this share of the time that passed nobody looks at what was waited: it is not much. */
const WORTH_READING = 0.15;
/** Readings that are older say nothing of the last moment. */
const FRESH_MS = 2_000;

/**
 * The share of a CPU that a process takes of the time in which it could run. Beside busy neighbours one
 * that never rests gets a third of a CPU, and takes all that it gets.
 */
export class RunShare {
  readonly #waits: Pick<WaitMeter, "readMs">;
  #last: { readonly waitedMs: number; readonly atMs: number } | undefined;

  constructor(waits: Pick<WaitMeter, "readMs">) {
    this.#waits = waits;
  }

  /** Returns it for a process that lately took this share of the time that passed. */
  of(share: number, nowMs: number): number {
    if (share < WORTH_READING) return share;
    const waitedMs = this.#waits.readMs() ?? 0;
    const last = this.#last;
    this.#last = { waitedMs, atMs: nowMs };
    const elapsedMs = last ? nowMs - last.atMs : 0;
    if (!last || elapsedMs <= 0 || elapsedMs > FRESH_MS) return share;
    const couldRun = 1 - Math.min((waitedMs - last.waitedMs) / elapsedMs, 1);
    // What it took it could take: a reading of both at slightly different times may say otherwise.
    return share / Math.max(couldRun, share);
  }
}
