import assert from "node:assert/strict";
import { LineQueue } from "./line_queue.ts";

/** A sink that takes what a test lets it take. */
class Sink {
  text = "";
  /** Errors of the writes to come. */
  readonly errors: Error[] = [];
  maxWrite = Infinity;
  #open = Promise.withResolvers<void>();

  constructor() {
    this.#open.resolve();
  }

  stall(): void {
    this.#open = Promise.withResolvers();
  }

  resume(): void {
    this.#open.resolve();
  }

  async write(bytes: Uint8Array): Promise<number> {
    await this.#open.promise;
    const error = this.errors.shift();
    if (error) throw error;
    const taken = bytes.subarray(0, this.maxWrite);
    this.text += new TextDecoder().decode(taken);
    return taken.length;
  }
}

function queueTo(sink: Sink, maxBytes = 40): LineQueue {
  return new LineQueue(sink, { maxBytes, retryMs: 5, renderLost: (lines) => `lost ${lines}` });
}

Deno.test("LineQueue writes lines in order, also through short writes", async () => {
  const sink = new Sink();
  sink.maxWrite = 3;
  const queue = queueTo(sink);
  for (const line of ["one", "two", "three"]) queue.push(line);
  await queue.flush(1_000);
  queue.push("four");
  await queue.flush(1_000);
  assert.equal(sink.text, "one\ntwo\nthree\nfour\n");
  assert.equal(queue.dropped, 0);
});

Deno.test("LineQueue drops what nobody takes, counts it, and tells of it in its place", async () => {
  const sink = new Sink();
  sink.stall();
  const queue = queueTo(sink);
  for (let line = 0; line < 100; line++) queue.push(`line ${line}`);
  await queue.flush(20);
  assert.equal(sink.text, "");
  assert.equal(queue.dropped, 95);
  sink.resume();
  await queue.flush(1_000);
  queue.push("after");
  await queue.flush(1_000);
  assert.equal(sink.text, "line 0\nline 1\nline 2\nline 3\nline 4\nlost 95\nafter\n");
});

Deno.test("LineQueue takes no line into a gap: it ends once what came before is written", async () => {
  const sink = new Sink();
  sink.stall();
  const queue = queueTo(sink, 8);
  queue.push("1234567");
  queue.push("x");
  await queue.flush(5);
  queue.push("");
  assert.equal(queue.dropped, 2);
  sink.resume();
  await queue.flush(1_000);
  assert.equal(sink.text, "1234567\nlost 2\n");
});

Deno.test("LineQueue waits out a full disk and a pipe that is not ready, in the middle of a line", async () => {
  const sink = new Sink();
  sink.maxWrite = 4;
  const queue = queueTo(sink);
  queue.push("one two");
  sink.errors.push(
    new Error("No space left on device (os error 28)"),
    new Deno.errors.WouldBlock(),
  );
  queue.push("three");
  await queue.flush(1_000);
  assert.equal(sink.text, "one two\nthree\n");
  assert.equal(queue.dropped, 0);
});

Deno.test("LineQueue counts what a reader that is gone did not take", async () => {
  const sink = new Sink();
  const queue = queueTo(sink);
  sink.errors.push(new Deno.errors.BrokenPipe());
  queue.push("one");
  queue.push("two");
  await queue.flush(1_000);
  assert.equal(queue.dropped, 2);
});
