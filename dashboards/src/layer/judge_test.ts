import assert from "node:assert/strict";
import { BAD, CALM, WARN } from "./colours.ts";
import { toThresholds } from "./judge.ts";

const steps = (judge: Parameters<typeof toThresholds>[0]) =>
  toThresholds(judge).steps.map(({ value, color }) => [value, color]);

Deno.test("what is not judged has no colour", () => {
  assert.deepEqual(steps(undefined), [[null, CALM]]);
});

Deno.test("high values are the bad ones, unless it says otherwise", () => {
  assert.deepEqual(steps({ warn: 1, bad: 2 }), [[null, CALM], [1, WARN], [2, BAD]]);
  assert.deepEqual(steps({ bad: 2 }), [[null, CALM], [2, BAD]]);
  assert.deepEqual(steps({ warn: 0.2, bad: 0.1, isLowBad: true }), [
    [null, BAD],
    [0.1, WARN],
    [0.2, CALM],
  ]);
});

Deno.test("low values alone may be bad, or worth a look", () => {
  assert.deepEqual(steps({ bad: 0.1, isLowBad: true }), [[null, BAD], [0.1, CALM]]);
  assert.deepEqual(steps({ warn: 0.1, isLowBad: true }), [[null, WARN], [0.1, CALM]]);
});
