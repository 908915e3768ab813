import assert from "node:assert/strict";
import { CallError } from "../contract/errors.ts";
import type { GuestMessage } from "../contract/message.ts";
import { OpenCalls } from "./open_calls.ts";

function recorded() {
  const sent: GuestMessage[] = [];
  return { sent, calls: new OpenCalls((message) => sent.push(message)) };
}

Deno.test("OpenCalls sends each call under an id of its own", () => {
  const { sent, calls } = recorded();
  void calls.call("facts", "read", ["/proc/stat"]);
  void calls.call("exec", "run", ["ls", []]);
  assert.deepEqual(sent, [
    { type: "call", id: 1, service: "facts", method: "read", args: ["/proc/stat"] },
    { type: "call", id: 2, service: "exec", method: "run", args: ["ls", []] },
  ]);
});

Deno.test("OpenCalls settles the call that a return names, in any order", async () => {
  const { calls } = recorded();
  const first = calls.call("facts", "read", []);
  const second = calls.call("facts", "read", []);
  calls.settle({ type: "return", id: 2, ok: true, value: "b" });
  calls.settle({ type: "return", id: 1, ok: true, value: "a" });
  assert.deepEqual(await Promise.all([first, second]), ["a", "b"]);
});

Deno.test("OpenCalls rejects a refused call with its code and message", async () => {
  const { calls } = recorded();
  const answer = calls.call("facts", "read", []);
  calls.settle({ type: "return", id: 1, ok: false, code: "not_granted", message: "No" });
  await assert.rejects(answer, new CallError("not_granted", "No"));
});

Deno.test("OpenCalls ignores a return that answers nothing, or twice", async () => {
  const { calls } = recorded();
  const answer = calls.call("facts", "read", []);
  calls.settle({ type: "return", id: 7, ok: true, value: "wrong" });
  calls.settle({ type: "return", id: 1, ok: true, value: "first" });
  calls.settle({ type: "return", id: 1, ok: true, value: "second" });
  assert.equal(await answer, "first");
});

Deno.test("failOpen fails what is open and nothing that comes after", async () => {
  const { calls } = recorded();
  const lost = calls.call("facts", "read", []);
  calls.failOpen("Too late");
  await assert.rejects(lost, new CallError("unavailable", "Too late"));
  const next = calls.call("facts", "read", []);
  calls.settle({ type: "return", id: 2, ok: true, value: 1 });
  assert.equal(await next, 1);
});
