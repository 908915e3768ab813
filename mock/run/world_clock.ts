import type { World } from "../sim/world.ts";
import { failureWatch } from "./failure_watch.ts";
import type { FailureWatch } from "./failure_watch.ts";

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
  /** Called before each step, such as for the scenario. */
  readonly prepare?: () => void;
}

/** A clock that runs, and fails when the world cannot go on. */
export interface WorldClock extends Pick<FailureWatch, "failed"> {
  stop(): void;
}

/** Lets a world go on as time goes by; where it cannot keep up, it is late, and everything else goes on. */
export function startClock(world: World, { speed, prepare }: ClockOptions): WorldClock {
  const watch = failureWatch();
  let lastMs = performance.now();
  let target = world.now;
  const advance = (untilMs: number) => {
    for (let isLate = false; !isLate;) {
      prepare?.();
      const next = Math.min(world.now + PIECE_SECONDS, target);
      world.advance(next);
      if (next >= target) return;
      isLate = performance.now() >= untilMs;
    }
    target = world.now;
  };
  const timer = setInterval(() => {
    const nowMs = performance.now();
    target += Math.min(((nowMs - lastMs) / 1_000) * speed, MOST_SECONDS);
    lastMs = nowMs;
    try {
      advance(nowMs + BUSY_MS);
    } catch (error) {
      clearInterval(timer);
      watch.fail(error);
    }
  }, TICK_MS);
  return {
    get failed() {
      return watch.failed;
    },
    stop: () => clearInterval(timer),
  };
}
