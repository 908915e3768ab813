import type { Clock } from "./ports.ts";

/** The clock of a running host. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  unixMs: () => Date.now(),
  after: (delayMs, run) => {
    const id = setTimeout(run, delayMs);
    return () => clearTimeout(id);
  },
  random: () => Math.random(),
};
