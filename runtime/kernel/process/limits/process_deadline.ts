import { runAfter } from "../../../async/run_after.ts";
import { runDeadline } from "../../../async/run_deadline.ts";
import type { DeadlineClock } from "../../../async/run_deadline.ts";
import { WaitMeter } from "./wait_meter.ts";

const CLOCK: DeadlineClock = {
  nowMs: () => performance.now(),
  after: runAfter,
};

/**
 * Sets a deadline for what a process does for us, in time during which it and we could have run.
 *
 * @param pid absent where we do the work ourselves.
 * @returns a function that lifts the deadline.
 */
export function processDeadline(
  timeoutMs: number,
  onOver: () => void,
  pid?: number,
): () => void {
  const meters = [Deno.pid, ...(pid === undefined ? [] : [pid])].map((id) => new WaitMeter(id));
  return runDeadline({
    clock: CLOCK,
    timeoutMs,
    readWaitMs: () => Promise.resolve(sumOfWaits(meters)),
    onOver,
  });
}

/** Adds up what several processes waited; undefined where none can be read. */
export function sumOfWaits(meters: readonly WaitMeter[]): number | undefined {
  const known = meters.map((meter) => meter.readMs()).filter((wait) => wait !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, wait) => sum + wait, 0);
}
