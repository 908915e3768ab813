import assert from "node:assert/strict";
import fc from "fast-check";
import { StderrBudget } from "./stderr_budget.ts";

const LIMITS = { passBytes: 10, passLines: 2, killBytes: 30, windowMs: 1_000 };

Deno.test("StderrBudget passes the first bytes of a window, then none", () => {
  const budget = new StderrBudget(LIMITS);
  const passes = [4, 4, 4, 4].map((bytes) => budget.take(bytes, 0).pass);
  assert.deepEqual(passes, [4, 4, 2, 0]);
  assert.equal(budget.take(4, 999).pass, 0);
  assert.equal(budget.take(4, 1_000).pass, 4);
});

Deno.test("StderrBudget finds a flood above the limit of one window, not over two", () => {
  const budget = new StderrBudget(LIMITS);
  assert.equal(budget.take(30, 0).flood, false);
  assert.equal(budget.take(30, 1_000).flood, false);
  assert.equal(budget.take(1, 1_999).flood, true);
});

Deno.test("StderrBudget passes the first lines of a window and tells how many were left out", () => {
  const budget = new StderrBudget(LIMITS);
  assert.equal(budget.take(1, 0).leftOut, 0);
  assert.deepEqual([1, 2, 3, 4, 5].map(() => budget.line()), [true, true, false, false, false]);
  assert.equal(budget.take(1, 500).leftOut, 0);
  assert.equal(budget.take(1, 1_000).leftOut, 3);
  assert.equal(budget.line(), true);
  assert.equal(budget.take(1, 2_000).leftOut, 0);
});

Deno.test("StderrBudget never passes more than its limit within one window", () => {
  fc.assert(fc.property(fc.array(fc.nat(50)), (pieces) => {
    const budget = new StderrBudget(LIMITS);
    const passed = pieces.reduce((sum, bytes) => sum + budget.take(bytes, 0).pass, 0);
    const total = pieces.reduce((sum, bytes) => sum + bytes, 0);
    assert.equal(passed, Math.min(total, LIMITS.passBytes));
  }));
});
