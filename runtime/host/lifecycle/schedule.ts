import { Rest } from "./rest.ts";
import type { RecheckFinding } from "./rest.ts";
import { layGrid, planTick } from "./plan_tick.ts";
import type { TickGrid } from "./plan_tick.ts";

/** The schedule of a plugin's collections. Times are milliseconds of a monotonic clock. */
export class Schedule {
  #grid: TickGrid;
  #dueMs: number;
  readonly #intervalMs: number;
  /** Set while it has nothing to watch. */
  #rest: Rest | undefined;

  /**
   * Begins now, and lays the grid of what follows.
   *
   * @param random a number from 0 to 1
   */
  constructor(nowMs: number, intervalMs: number, random: number) {
    this.#dueMs = nowMs;
    this.#intervalMs = intervalMs;
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
    this.#rest = undefined;
    return missed;
  }

  /** Collects at this time, off the grid. */
  delayTo(dueMs: number): void {
    this.#rest = undefined;
    this.#dueMs = dueMs;
  }

  /** It found nothing to watch: what it asked is asked again at its interval. */
  rest(nowMs: number): void {
    this.#rest ??= new Rest(nowMs);
    this.#rest.looked(nowMs);
    this.#dueMs = nowMs + this.#intervalMs;
  }

  /** True if it rests, so that there is something to find before the next collection. */
  get isResting(): boolean {
    return this.#rest !== undefined;
  }

  /** Returns whether a plugin that rests looks again now; if not, the next recheck is planned. */
  wakes(nowMs: number, finding: RecheckFinding, shortestMs: number): boolean {
    if (!this.#rest || this.#rest.wakes(nowMs, finding, shortestMs)) return true;
    this.#dueMs = nowMs + this.#intervalMs;
    return false;
  }
}
