import assert from "node:assert/strict";
import { RunShare } from "./run_share.ts";

function shareOf(waits: number[]) {
  return new RunShare({ readMs: () => Promise.resolve(waits.shift()) });
}

Deno.test("RunShare tells a process that takes all that it gets from one that rests", async () => {
  // A third of a CPU, and two thirds of the time waited.
  const greedy = shareOf([100, 433]);
  assert.equal(await greedy.of(0.33, 500), 0.33);
  assert.ok(await greedy.of(0.33, 1_000) > 0.9);
  // A third of a CPU, and nothing waited.
  const modest = shareOf([100, 100]);
  await modest.of(0.33, 500);
  assert.equal(await modest.of(0.33, 1_000), 0.33);
});

Deno.test("RunShare does not look at what hardly runs, nor take old readings", async () => {
  const reads: number[] = [];
  const share = new RunShare({
    readMs: () => {
      reads.push(1);
      return Promise.resolve(reads.length * 1_000);
    },
  });
  assert.equal(await share.of(0.1, 500), 0.1);
  assert.equal(reads.length, 0);
  await share.of(0.3, 1_000);
  assert.equal(await share.of(0.3, 9_000), 0.3);
});

Deno.test("RunShare takes the share as it is where Linux tells nothing of waits", async () => {
  const share = new RunShare({ readMs: () => Promise.resolve(undefined) });
  await share.of(0.4, 500);
  assert.equal(await share.of(0.4, 1_000), 0.4);
});
