import assert from "node:assert/strict";
import { during } from "./during.ts";

function recorder() {
  const notes: string[] = [];
  const heard = Promise.withResolvers<void>();
  return {
    notes,
    heard: heard.promise,
    note: (text: string) => {
      notes.push(text);
      heard.resolve();
    },
  };
}

Deno.test("during says what goes on, where it takes long and somebody looks", async () => {
  const output = recorder();
  const work = Promise.withResolvers<number>();
  const waiting = during("Trying plugins", work.promise, output, { isWatched: true, firstMs: 1 });
  await output.heard;
  work.resolve(7);
  assert.equal(await waiting, 7);
  assert.deepEqual(output.notes, ["Trying plugins ..."]);
});

Deno.test("during says nothing of what is done at once, fails, or is watched by nobody", async () => {
  const output = recorder();
  assert.equal(await during("x", Promise.resolve(1), output, { isWatched: true }), 1);
  await assert.rejects(during("x", Promise.reject(new RangeError()), output, { isWatched: true }));
  const late = new Promise((resolve) => setTimeout(resolve, 5));
  await during("x", late, output, { isWatched: false, firstMs: 0 });
  assert.deepEqual(output.notes, []);
});
