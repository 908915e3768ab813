import assert from "node:assert/strict";
import { History, STEP_MS, STEPS } from "./history.ts";
import { historyAnswer } from "./history_answer.ts";

const ID = { kind: "gpu", key: "a", field: "power" } as const;

Deno.test("History keeps the last value of each step, and NaN where nothing was told", () => {
  const history = new History();
  history.add(ID, 1, 0);
  history.add(ID, 2, STEP_MS - 1);
  history.add(ID, 5, 3 * STEP_MS);
  const values = [...history.values(ID, 4 * STEP_MS)].slice(-5);
  assert.deepEqual(values, [2, NaN, NaN, 5, NaN]);
});

Deno.test("History forgets what is older than it reaches, however long nothing came", () => {
  const history = new History();
  for (let step = 0; step < 3 * STEPS; step++) history.add(ID, step, step * STEP_MS);
  const values = history.values(ID, (3 * STEPS - 1) * STEP_MS);
  assert.deepEqual([values[0], values.at(-1)], [2 * STEPS, 3 * STEPS - 1]);
  history.add(ID, 7, 10 * STEPS * STEP_MS);
  const later = [...history.values(ID, 10 * STEPS * STEP_MS)];
  assert.deepEqual(later.filter((value) => !Number.isNaN(value)), [7]);
  assert.ok([...history.values(ID, 20 * STEPS * STEP_MS)].every(Number.isNaN));
  history.expire(20 * STEPS * STEP_MS);
  assert.equal(history.size, 0);
});

Deno.test("History is bounded: the series that was written to longest ago goes", () => {
  const history = new History(2);
  for (const key of ["a", "b", "a", "c"]) history.add({ ...ID, key }, 1, 0);
  assert.deepEqual(history.ids().map(({ key }) => key), ["a", "c"]);
});

Deno.test("historyAnswer gives the series that were asked for, sorted, and null for nothing", () => {
  const history = new History();
  history.add({ ...ID, key: "b" }, 0.1, 0);
  history.add(ID, 1 / 3, STEP_MS);
  history.add({ ...ID, kind: "plugin" }, 1, 0);
  const answer = historyAnswer(history, { kind: "gpu" }, { nowMs: STEP_MS, unixMs: 0 });
  assert.deepEqual(answer.series.map(({ key }) => key), ["a", "b"]);
  assert.deepEqual(answer.series[0]?.values.slice(-2), [null, 0.3333333]);
  assert.deepEqual(answer.series[1]?.values.slice(-2), [0.1, null]);
  assert.equal(answer.step_seconds, 15);
  const none = historyAnswer(history, { kind: "gpu", key: "c" }, { nowMs: 0, unixMs: 0 });
  assert.deepEqual(none.series, []);
});
