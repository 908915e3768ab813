import assert from "node:assert/strict";
import { CallError } from "../contract/errors.ts";
import type { GuestMessage } from "../contract/message.ts";
import { CollectionCalls } from "./collection_calls.ts";
import { OpenCalls } from "./open_calls.ts";

function recorded() {
  const sent: GuestMessage[] = [];
  const send = (message: GuestMessage) => void sent.push(message);
  const calls = new OpenCalls(send);
  return { sent, calls, open: () => new CollectionCalls(calls, send) };
}

Deno.test("CollectionCalls sends until it is closed, and nothing after", async () => {
  const { sent, open } = recorded();
  const collection = open();
  collection.log("info", "in time");
  collection.close();
  collection.log("info", "late");
  await assert.rejects(collection.call("facts", "read", ["/proc/stat"]), {
    name: "CallError",
    code: "unavailable",
    message: "Cannot call facts.read: its collection has ended; await calls in collect",
  });
  assert.deepEqual(sent, [{ type: "log", level: "info", message: "in time" }]);
});

Deno.test("close fails what is open", async () => {
  const { open } = recorded();
  const collection = open();
  const lost = collection.call("facts", "read", []);
  collection.close();
  await assert.rejects(
    lost,
    (error: unknown) => error instanceof CallError && error.code === "unavailable",
  );
});

Deno.test("close a second time leaves the calls of the next collection alone", async () => {
  const { calls, open } = recorded();
  const first = open();
  first.close();
  const second = open().call("facts", "read", []);
  first.close();
  calls.settle({ type: "return", id: 1, ok: true, value: "cpu" });
  assert.equal(await second, "cpu");
});
