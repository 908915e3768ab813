import assert from "node:assert/strict";
import { mapConcurrently } from "./map_concurrently.ts";

Deno.test("mapConcurrently runs so many at once, and keeps the order of the items", async () => {
  let open = 0;
  let most = 0;
  const items = Array.from({ length: 10 }, (_, index) => index);
  const results = await mapConcurrently(items, 3, async (item) => {
    most = Math.max(most, ++open);
    // Later items are done sooner.
    for (let turn = 0; turn < 10 - item; turn++) await Promise.resolve();
    open--;
    return item * 2;
  });
  assert.equal(most, 3);
  assert.deepEqual(results, items.map((item) => item * 2));
});

Deno.test("mapConcurrently begins no further item after a failure, and rejects with the first", async () => {
  const begun: number[] = [];
  const gate = Promise.withResolvers<void>();
  const mapping = mapConcurrently([0, 1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item);
    if (item === 2) throw new Error("Failed on purpose");
    if (item === 1) await gate.promise;
    return item;
  });
  await assert.rejects(mapping, /^Error: Failed on purpose$/);
  gate.resolve();
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.deepEqual(begun, [0, 1, 2]);
});

Deno.test("mapConcurrently gives an empty list for an empty one", async () => {
  assert.deepEqual(await mapConcurrently([], 4, () => Promise.reject(new Error("called"))), []);
});
