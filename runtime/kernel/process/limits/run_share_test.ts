import assert from "node:assert/strict";
import { RunShare } from "./run_share.ts";

function makeShare(waits: number[]) {
  return new RunShare({ readMs: () => waits.shift() });
}

Deno.test("RunShare tells a process that takes all that it gets from one that rests", () => {
  // A third of a CPU, and two thirds of the time waited.
  const greedy = makeShare([100, 433]);
  assert.equal(greedy.of(0.33, 500), 0.33);
  assert.ok(greedy.of(0.33, 1_000) > 0.9);
  // A third of a CPU, and nothing waited.
  const modest = makeShare([100, 100]);
  modest.of(0.33, 500);
  assert.equal(modest.of(0.33, 1_000), 0.33);
});

Deno.test("RunShare does not look at what hardly runs, nor take old readings", () => {
  const reads: number[] = [];
  const share = new RunShare({
    readMs: () => {
      reads.push(1);
      return reads.length * 1_000;
    },
  });
  assert.equal(share.of(0.1, 500), 0.1);
  assert.equal(reads.length, 0);
  share.of(0.3, 1_000);
  assert.equal(share.of(0.3, 9_000), 0.3);
});

Deno.test("RunShare takes the share as it is where Linux tells nothing of waits", () => {
  const share = new RunShare({ readMs: () => undefined });
  share.of(0.4, 500);
  assert.equal(share.of(0.4, 1_000), 0.4);
});
