/** A plugin looks again after this share of the time that it was inactive. */
const SHARE = 1 / 4;
/** The longest wait, in shortest ones. */
const MAX_TIMES = 10;

/**
 * Returns how long an inactive plugin waits until it looks again, in milliseconds. Each look starts a
 * process: who has had no card for an hour will hardly have one in a minute, and who lost its container
 * engine a moment ago may.
 *
 * @param awayMs how long it has been inactive
 * @param shortestMs `supervisor.inactiveInterval`
 */
export function inactiveWaitMs(awayMs: number, shortestMs: number): number {
  return Math.min(Math.max(awayMs * SHARE, shortestMs), shortestMs * MAX_TIMES);
}
