/** The times of a plugin's collections: on a grid of its own, so that a slow one does not shift the next. */

/** A plugin's grid. Times are milliseconds of a monotonic clock. */
export interface TickGrid {
  /** One point of the grid. */
  readonly anchorMs: number;
  readonly intervalMs: number;
}

/** The next tick, and how many were missed because the last collection took too long. */
export interface PlannedTick {
  readonly dueMs: number;
  readonly missed: number;
}

/**
 * Lays the grid of a plugin that collects for the first time at `nowMs`. The second collection follows
 * after half an interval to a whole one, so that plugins that started together spread out.
 *
 * @param random a number from 0 to 1
 */
export function layGrid(nowMs: number, intervalMs: number, random: number): TickGrid {
  return { anchorMs: nowMs + intervalMs * (0.5 + random / 2), intervalMs };
}

/** The first point of the grid after a collection that was due at `dueMs` and ended at `nowMs`. */
export function planTick(grid: TickGrid, dueMs: number, nowMs: number): PlannedTick {
  const upcoming = firstAfter(grid, nowMs);
  const following = firstAfter(grid, dueMs);
  return { dueMs: upcoming, missed: Math.round((upcoming - following) / grid.intervalMs) };
}

function firstAfter({ anchorMs, intervalMs }: TickGrid, timeMs: number): number {
  const steps = Math.floor((timeMs - anchorMs) / intervalMs) + 1;
  const point = anchorMs + Math.max(steps, 0) * intervalMs;
  // Rounding may yield the very time that was asked about.
  return point > timeMs ? point : point + intervalMs;
}
