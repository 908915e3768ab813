/** The record of a warm process. Times are milliseconds. */
export interface Service {
  readonly runs: number;
  readonly ageMs: number;
  readonly intervalMs: number;
}

/** The part of the supervisor's settings that this file uses. */
export interface RetirementSettings {
  readonly idleTimeout: number;
  readonly recycleAfter: number;
  readonly recycleAfterRuns: number;
}

/**
 * Returns why a process is ended between two collections: one that would only wait is idle, one that
 * served long enough is renewed. Undefined while it is kept.
 */
export function retirementReason(
  { runs, ageMs, intervalMs }: Service,
  { idleTimeout, recycleAfter, recycleAfterRuns }: RetirementSettings,
): "recycled" | "idle" | undefined {
  if (runs >= recycleAfterRuns || ageMs >= recycleAfter) return "recycled";
  return intervalMs > idleTimeout ? "idle" : undefined;
}
