import type { World } from "../sim/world.ts";

const TICK_MS = 50;
/** After a pause of the machine the world does not run after all that was missed. */
const MOST_SECONDS = 60;

/** What happens besides the world's own life. */
export interface ClockOptions {
  readonly speed: number;
  /** Asked before each step, such as for the scenario. */
  readonly prepare?: (world: World) => void;
}

/** Lets a world go on as time goes by. */
export class WorldClock {
  readonly #world: World;
  readonly #options: ClockOptions;
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

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const nowMs = performance.now();
    const passed = ((nowMs - this.#lastMs) / 1_000) * this.#options.speed;
    this.#lastMs = nowMs;
    this.#options.prepare?.(this.#world);
    this.#target += Math.min(passed, MOST_SECONDS);
    this.#world.advance(this.#target);
  }
}
