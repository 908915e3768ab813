import assert from "node:assert/strict";
import type { GuestMessage } from "../contract/message.ts";
import { encodeFrame } from "../wire/encode_frame.ts";
import { createSender } from "./pipe.ts";

const call = (id: number, arg = "/proc/stat"): GuestMessage => ({
  type: "call",
  id,
  service: "facts",
  method: "read",
  args: [arg],
});
const LOG: GuestMessage = { type: "log", level: "info", message: "hm" };

/** A sender whose writes are kept, each of some bytes at most. */
function recorded({ atOnce = Infinity } = {}) {
  const writes: string[] = [];
  const send = createSender((bytes) => {
    const part = bytes.subarray(0, atOnce);
    writes.push(new TextDecoder().decode(part));
    return part.length;
  });
  return { writes, send };
}

function textOf(...messages: readonly GuestMessage[]): string {
  return messages.map((message) => new TextDecoder().decode(encodeFrame(message))).join("");
}

Deno.test("createSender joins the calls of one turn, and no others", async () => {
  const { writes, send } = recorded();
  send(call(1));
  send(call(2));
  assert.deepEqual(writes, []);
  await Promise.resolve();
  assert.deepEqual(writes, [textOf(call(1), call(2))]);
  send(call(3));
  await Promise.resolve();
  assert.deepEqual(writes, [textOf(call(1), call(2)), textOf(call(3))]);
});

Deno.test("createSender writes every other message at once, behind the calls before it", async () => {
  const { writes, send } = recorded();
  send(LOG);
  send(call(1));
  send(LOG);
  const expected = [textOf(LOG), textOf(call(1), LOG)];
  assert.deepEqual(writes, expected);
  await Promise.resolve();
  assert.deepEqual(writes, expected);
});

Deno.test("createSender lets no more wait than a pipe holds", () => {
  const { writes, send } = recorded();
  const large = call(1, "x".repeat(40_000));
  send(large);
  assert.deepEqual(writes, []);
  send(large);
  assert.deepEqual(writes, [textOf(large, large)]);
});

Deno.test("createSender writes on until all is written", () => {
  const { writes, send } = recorded({ atOnce: 10 });
  send(LOG);
  assert.ok(writes.length > 1);
  assert.equal(writes.join(""), textOf(LOG));
});
