import assert from "node:assert/strict";
import { WriteQueue } from "./write_queue.ts";
import type { WriteFailure } from "./write_queue.ts";

/** A pipe whose writes wait until they are let through. */
function pipe() {
  const written: string[] = [];
  const waiting: PromiseWithResolvers<void>[] = [];
  let closed = 0;
  return {
    written,
    closes: () => closed,
    waiting,
    write: (bytes: Uint8Array) => {
      written.push(new TextDecoder().decode(bytes));
      const gate = Promise.withResolvers<void>();
      waiting.push(gate);
      return gate.promise;
    },
    close: () => {
      closed++;
      return Promise.resolve();
    },
  };
}

function makeQueue(target: ReturnType<typeof pipe>, { maxBytes = 10, stallMs = 60_000 } = {}) {
  const failures: WriteFailure[] = [];
  const queue = new WriteQueue(target, { maxBytes, stallMs }, (one) => failures.push(one));
  return { queue, failures };
}

const bytes = (text: string) => new TextEncoder().encode(text);
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("WriteQueue writes in order, one write at a time, then closes", async () => {
  const target = pipe();
  const { queue, failures } = makeQueue(target);
  queue.push(bytes("a"));
  await settle();
  queue.push(bytes("b"));
  queue.close();
  await settle();
  assert.deepEqual(target.written, ["a"]);
  target.waiting[0]?.resolve();
  await settle();
  assert.deepEqual([target.written, target.closes()], [["a", "b"], 0]);
  target.waiting[1]?.resolve();
  await settle();
  assert.equal(target.closes(), 1);
  queue.close();
  queue.push(bytes("c"));
  await settle();
  assert.deepEqual([target.written, target.closes(), failures], [["a", "b"], 1, []]);
});

Deno.test("WriteQueue joins what the promises of one turn lead to", async () => {
  const target = pipe();
  const { queue } = makeQueue(target);
  queue.push(bytes("a"));
  for (let step = 0; step < 20; step++) await Promise.resolve();
  queue.push(bytes("b"));
  await settle();
  assert.deepEqual(target.written, ["ab"]);
});

Deno.test("WriteQueue is full above its bytes, once, and drops what follows", async () => {
  const target = pipe();
  const { queue, failures } = makeQueue(target, { maxBytes: 3 });
  queue.push(bytes("aa"));
  queue.push(bytes("b"));
  assert.deepEqual(failures, []);
  queue.push(bytes("c"));
  queue.push(bytes("d"));
  assert.deepEqual(failures, ["full"]);
  await settle();
  target.waiting[0]?.resolve();
  await settle();
  assert.deepEqual(target.written, []);
});

Deno.test("WriteQueue has room again for what was written", async () => {
  const target = pipe();
  const { queue, failures } = makeQueue(target, { maxBytes: 2 });
  for (let round = 0; round < 5; round++) {
    queue.push(bytes("aa"));
    await settle();
    target.waiting[round]?.resolve();
    await settle();
  }
  assert.deepEqual([target.written.length, failures], [5, []]);
});

Deno.test("WriteQueue stalls when a write takes too long, each counted by itself", async () => {
  const target = pipe();
  const { queue, failures } = makeQueue(target, { stallMs: 30 });
  queue.push(bytes("a"));
  await settle();
  target.waiting[0]?.resolve();
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual(failures, []);
  queue.push(bytes("b"));
  await settle();
  queue.push(bytes("c"));
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual(failures, ["stalled"]);
  target.waiting[1]?.resolve();
  await settle();
  assert.deepEqual(target.written, ["a", "b"]);
});

for (
  const error of [
    new Deno.errors.BrokenPipe("gone"),
    new Deno.errors.BadResource("gone"),
    new TypeError("The stream is closed"),
  ]
) {
  Deno.test(`WriteQueue says closed on ${error.name}`, async () => {
    const target = pipe();
    const { queue, failures } = makeQueue(target);
    queue.push(bytes("a"));
    await settle();
    target.waiting[0]?.reject(error);
    await settle();
    assert.deepEqual(failures, ["closed"]);
    queue.push(bytes("b"));
    queue.close();
    await settle();
    assert.deepEqual([target.written, target.closes()], [["a"], 0]);
  });
}

Deno.test("WriteQueue writes together what waits, up to what a pipe holds", async () => {
  const target = pipe();
  const { queue } = makeQueue(target, { maxBytes: 1_000_000 });
  const letters = (letter: string, count: number) => bytes(letter.repeat(count));
  queue.push(bytes("a"));
  queue.push(bytes("b"));
  await settle();
  for (const [letter, count] of [["c", 65_535], ["d", 1], ["e", 1], ["f", 70_000]] as const) {
    queue.push(letters(letter, count));
  }
  for (let write = 0; write < 4; write++) {
    target.waiting[write]?.resolve();
    await settle();
  }
  const shapes = target.written.map((text) => `${text[0]}${text.length}${text.at(-1)}`);
  assert.deepEqual(shapes, ["a2b", "c65536d", "e1e", "f70000f"]);
});
