import type { World } from "../sim/world.ts";
import { failureWatch } from "./failure_watch.ts";

const TICK_MS = 50;
/** So much of each tick is the world's; the rest is for those who ask, and for Ctrl-C. */
const BUSY_MS = 35;
/** After a pause of the machine the world does not run after all that was missed. */
const MOST_SECONDS = 60;
/** It goes on in pieces of one tick of its own, so that each is short even where much happens. */
const PIECE_SECONDS = 0.15;

/** Options of a clock. */
export interface ClockOptions {
  readonly speed: number;
  /** Asked before each step, such as for the scenario. */
  readonly prepare?: (world: World) => void;
}

/** Lets a world go on as time goes by; where it cannot keep up, it is late, and everything else goes on. */
export class WorldClock {
  readonly #world: World;
  readonly #options: ClockOptions;
  readonly #watch = failureWatch();
  readonly #timer: ReturnType<typeof setInterval>;
  #lastMs: number;
  #target: number;

  constructor(world: World, options: ClockOptions) {
    this.#world = world;
    this.#options = options;
    this.#lastMs = performance.now();
    this.#target = world.now;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Rejects when the world cannot go on. */
  get failed(): Promise<never> {
    return this.#watch.failed;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const nowMs = performance.now();
    const passed = ((nowMs - this.#lastMs) / 1_000) * this.#options.speed;
    this.#lastMs = nowMs;
    this.#target += Math.min(passed, MOST_SECONDS);
    try {
      this.#advance(nowMs + BUSY_MS);
    } catch (error) {
      this.stop();
      this.#watch.fail(error);
    }
  }

  #advance(untilMs: number): void {
    const world = this.#world;
    for (let isLate = false; !isLate;) {
      this.#options.prepare?.(world);
      const next = Math.min(world.now + PIECE_SECONDS, this.#target);
      world.advance(next);
      if (next >= this.#target) return;
      isLate = performance.now() >= untilMs;
    }
    this.#target = world.now;
  }
}
