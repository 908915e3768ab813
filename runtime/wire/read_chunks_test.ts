import assert from "node:assert/strict";
import fc from "fast-check";
import { readChunks } from "./read_chunks.ts";

/** A byte stream that gives these pieces, and what was done with it. */
function makeStream(pieces: readonly Uint8Array<ArrayBuffer>[]) {
  const rest = pieces.filter(({ length }) => length > 0).map((piece) => piece.slice());
  let cancelled = false;
  const stream = new ReadableStream({
    type: "bytes",
    pull(controller) {
      const piece = rest.shift();
      if (piece) controller.enqueue(piece);
      else {
        controller.close();
        controller.byobRequest?.respond(0);
      }
    },
    cancel() {
      cancelled = true;
    },
  });
  return { stream, isCancelled: () => cancelled };
}

Deno.test("readChunks gives all bytes of a stream in order, whatever the pieces", async () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 200_000 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(pieces, async (arrays) => {
      const parts = arrays.map((array) => Uint8Array.from(array));
      const seen: number[] = [];
      for await (const chunk of readChunks(makeStream(parts).stream)) seen.push(...chunk);
      assert.deepEqual(seen, parts.flatMap((part) => [...part]));
    }),
    { numRuns: 30 },
  );
});

Deno.test("readChunks takes the memory of each chunk back for the next", async () => {
  const { stream } = makeStream([new Uint8Array(10), new Uint8Array(100_000), new Uint8Array(3)]);
  const chunks: Uint8Array[] = [];
  for await (const chunk of readChunks(stream)) chunks.push(chunk);
  assert.ok(chunks.length > 3);
  assert.deepEqual(new Set(chunks.map(({ byteLength }) => byteLength)), new Set([0]));
});

Deno.test("readChunks ends the stream when its reader has enough, and when its reader fails", async () => {
  const left = makeStream([new Uint8Array(10), new Uint8Array(10)]);
  for await (const _ of readChunks(left.stream)) break;
  const failed = makeStream([new Uint8Array(10), new Uint8Array(10)]);
  await assert.rejects(async () => {
    for await (const _ of readChunks(failed.stream)) throw new Error("enough");
  }, /enough/);
  assert.deepEqual([left.isCancelled(), failed.isCancelled()], [true, true]);
});

Deno.test("readChunks passes on what breaks the stream", async () => {
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    type: "bytes",
    pull: (controller) => controller.error(new Error("broken pipe")),
  });
  await assert.rejects(async () => {
    for await (const _ of readChunks(stream)) assert.fail("nothing can come");
  }, /broken pipe/);
});
