import { runAfter } from "../async/run_after.ts";
import type { Clock } from "./ports.ts";

/** The clock of a running host. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  unixMs: () => Date.now(),
  after: runAfter,
  random: () => Math.random(),
};
