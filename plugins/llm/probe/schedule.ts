/** Part of the interval that is added at random, so that targets that began together spread out. */
const JITTER = 0.1;

/**
 * The schedule of a target's probes. A process that is ended after each collection could not finish a probe
 * nor remember what it spent, so nothing is due until a second collection has shown that it stays.
 */
export class ProbeSchedule {
  readonly #intervalMs: number;
  #dueMs = -Infinity;
  #collections = 0;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** Counts a collection. */
  collected(): void {
    this.#collections++;
  }

  isDue(nowMs: number): boolean {
    return this.#collections >= 2 && nowMs >= this.#dueMs;
  }

  /** Plans the next one after one that began, or was skipped; `random` is from 0 to 1. */
  began(nowMs: number, random: number): void {
    this.#dueMs = nowMs + this.#intervalMs * (1 + JITTER * random);
  }
}
