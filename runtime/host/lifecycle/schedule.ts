import { inactiveWaitMs } from "./inactive_wait.ts";
import { layGrid, planTick } from "./plan_tick.ts";
import type { TickGrid } from "./plan_tick.ts";

/** The schedule of a plugin's collections. Times are milliseconds of a monotonic clock. */
export class Schedule {
  #grid: TickGrid;
  #dueMs: number;
  /** Since when it has had nothing to watch. */
  #restsSinceMs: number | undefined;

  /**
   * Begins now, and lays the grid of what follows.
   *
   * @param random a number from 0 to 1
   */
  constructor(nowMs: number, intervalMs: number, random: number) {
    this.#dueMs = nowMs;
    this.#grid = layGrid(nowMs, intervalMs, random);
  }

  /** The next collection. */
  get dueMs(): number {
    return this.#dueMs;
  }

  /** Plans the next tick after a collection that ended at `nowMs`; returns how many were missed. */
  plan(nowMs: number): number {
    const { dueMs, missed } = planTick(this.#grid, this.#dueMs, nowMs);
    this.#dueMs = dueMs;
    this.#restsSinceMs = undefined;
    return missed;
  }

  /** Collects at this time, off the grid. */
  delayTo(dueMs: number): void {
    this.#dueMs = dueMs;
  }

  /** Looks again after a rest, which grows while there is nothing to watch. */
  rest(nowMs: number, shortestMs: number): void {
    this.#restsSinceMs ??= nowMs;
    this.#dueMs = nowMs + inactiveWaitMs(nowMs - this.#restsSinceMs, shortestMs);
  }
}
