import assert from "node:assert/strict";
import { Schedule } from "./schedule.ts";

Deno.test("Schedule begins at once, and then stays on its grid", () => {
  const schedule = new Schedule(1_000, 10_000, 0.5);
  assert.equal(schedule.dueMs, 1_000);
  assert.equal(schedule.plan(1_200), 0);
  assert.equal(schedule.dueMs, 8_500);
  assert.equal(schedule.plan(29_000), 2);
  assert.equal(schedule.dueMs, 38_500);
});

Deno.test("Schedule returns to its grid after a delay", () => {
  const schedule = new Schedule(0, 10_000, 0);
  schedule.delayTo(61_234);
  assert.equal(schedule.dueMs, 61_234);
  assert.equal(schedule.plan(61_300), 0);
  assert.equal(schedule.dueMs, 65_000);
});

Deno.test("Schedule rechecks at the interval while there is nothing to watch", () => {
  const schedule = new Schedule(0, 10_000, 0);
  schedule.rest(500);
  assert.equal(schedule.isResting, true);
  assert.equal(schedule.dueMs, 10_500);
  assert.equal(schedule.wakes(10_600, "same", 60_000), false);
  assert.equal(schedule.dueMs, 20_600);
  assert.equal(schedule.wakes(20_600, "changed", 60_000), true);
  schedule.plan(20_700);
  assert.equal(schedule.isResting, false);
});
