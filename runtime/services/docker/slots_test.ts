import assert from "node:assert/strict";
import { Slots } from "./slots.ts";

Deno.test("Slots runs no more than its count at once, in order, and goes on after a failure", async () => {
  const slots = new Slots(3);
  const started: number[] = [];
  let open = 0;
  let most = 0;
  const tasks = Array.from({ length: 20 }, (_, index) =>
    slots.run(async () => {
      started.push(index);
      most = Math.max(most, ++open);
      await Promise.resolve();
      open -= 1;
      if (index % 4 === 0) throw new Error("Failed on purpose");
      return index;
    }));
  const results = await Promise.allSettled(tasks);
  assert.equal(most, 3);
  assert.deepEqual(started, Array.from({ length: 20 }, (_, index) => index));
  assert.equal(results.filter(({ status }) => status === "rejected").length, 5);
});
