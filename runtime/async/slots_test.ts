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

Deno.test("Slots gives a slot that is given back twice to one, not to two", async () => {
  const slots = new Slots(1);
  const release = await slots.take();
  const taken: string[] = [];
  void slots.take().then(() => taken.push("first"));
  void slots.take().then(() => taken.push("second"));
  release();
  release();
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.deepEqual(taken, ["first"]);
});

Deno.test("Slots begins a task in the same turn when there is room", async () => {
  let hasBegun = false;
  const task = new Slots(1).run(() => {
    hasBegun = true;
    return Promise.resolve();
  });
  assert.equal(hasBegun, true);
  await task;
});

Deno.test("Slots lets those of a lower rank go first, and those of one rank in their order", async () => {
  const slots = new Slots(1);
  const release = await slots.take();
  const begun: string[] = [];
  const take = async (name: string, rank: number) => {
    const end = await slots.take(rank);
    begun.push(name);
    end();
  };
  const takes = [take("c", 2), take("a", 0), take("d", 2), take("b", 0)];
  assert.equal(slots.waiting, 4);
  release();
  await Promise.all(takes);
  assert.deepEqual(begun, ["a", "b", "c", "d"]);
});
