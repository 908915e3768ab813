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

Deno.test("Schedule rests longer while there is nothing to watch, and begins anew after there was", () => {
  const schedule = new Schedule(0, 10_000, 0);
  schedule.rest(0, 60_000);
  assert.equal(schedule.dueMs, 60_000);
  schedule.rest(960_000, 60_000);
  assert.equal(schedule.dueMs, 1_200_000);
  schedule.plan(1_200_000);
  schedule.rest(1_210_000, 60_000);
  assert.equal(schedule.dueMs, 1_270_000);
});
