import assert from "node:assert/strict";
import fc from "fast-check";
import { layGrid, planTick } from "./plan_tick.ts";

const grid = { anchorMs: 1_000, intervalMs: 100 };

Deno.test("planTick returns the next point of the grid and counts those passed", () => {
  const cases: [dueMs: number, nowMs: number, nextMs: number, missed: number][] = [
    [1_000, 1_010, 1_100, 0],
    [1_000, 1_099, 1_100, 0],
    [1_000, 1_100, 1_200, 1],
    [1_000, 1_350, 1_400, 3],
    [0, 5, 1_000, 0],
  ];
  for (const [dueMs, nowMs, nextMs, missed] of cases) {
    assert.deepEqual(planTick(grid, dueMs, nowMs), { dueMs: nextMs, missed }, `${dueMs} ${nowMs}`);
  }
});

Deno.test("planTick is always in the future, within one interval, and on the grid", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 1_000_000 }),
    fc.integer({ min: 0, max: 1_000_000 }),
    fc.integer({ min: 0, max: 1_000_000 }),
    (intervalMs, anchorMs, sinceMs) => {
      const nowMs = anchorMs + sinceMs;
      const { dueMs, missed } = planTick({ anchorMs, intervalMs }, anchorMs, nowMs);
      assert.ok(dueMs > nowMs && dueMs - nowMs <= intervalMs);
      assert.equal((dueMs - anchorMs) % intervalMs, 0);
      assert.equal(missed, Math.floor(sinceMs / intervalMs));
    },
  ));
});

Deno.test("layGrid puts the second collection half an interval to a whole one after the first", () => {
  assert.equal(layGrid(100, 1_000, 0).anchorMs, 600);
  assert.equal(layGrid(100, 1_000, 1).anchorMs, 1_100);
});
