import type { World } from "../sim/world.ts";

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

/** A clock that runs. */
export interface WorldClock {
  /** Rejects when the world cannot go on. */
  readonly failed: Promise<never>;
  stop(): void;
}

/** Lets a world go on as time goes by; where it cannot keep up, it is late, and everything else goes on. */
export function startClock(world: World, { speed, prepare }: ClockOptions): WorldClock {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  // A failure while all is cleaned up, of which nobody hears, is none.
  failed.catch(() => {});
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
      reject(error);
    }
  }, TICK_MS);
  return { failed, stop: () => clearInterval(timer) };
}
