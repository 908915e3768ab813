import assert from "node:assert/strict";
import { CallError } from "../contract/errors.ts";
import type { GuestMessage } from "../contract/message.ts";
import { CollectionCalls } from "./collection_calls.ts";
import { createContext } from "./plugin_context.ts";
import { OpenCalls } from "./open_calls.ts";

type Call = Extract<GuestMessage, { type: "call" }>;

/** A context whose calls are answered by a function. */
function contextWith(answer: (call: Call) => unknown) {
  const sent: GuestMessage[] = [];
  const calls = new OpenCalls((message) => {
    sent.push(message);
    if (message.type !== "call") return;
    const { id } = message;
    queueMicrotask(() => {
      try {
        calls.settle({ type: "return", id, ok: true, value: answer(message) });
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        calls.settle({ type: "return", id, ok: false, code: error.code, message: error.message });
      }
    });
  });
  const send = (message: GuestMessage) => void sent.push(message);
  const context = createContext({
    config: { limit: 3 },
    timeoutMs: 60_000,
    signal: new AbortController().signal,
    calls: new CollectionCalls(calls, send),
  });
  return { context, sent };
}

function refuse(code: CallError["code"]): never {
  throw new CallError(code, "No");
}

Deno.test("context methods make the calls of the protocol", async () => {
  const { context, sent } = contextWith(() => ({ a: "1" }));
  await context.facts.read("/proc/stat");
  await context.facts.readAll("/sys/*");
  await context.facts.statfs("/");
  await context.facts.system("osInfo");
  await context.exec("ls", ["-l"]);
  await context.exec("ls");
  context.log("warn", "hm");
  const made = sent.map((one) => one.type === "call" ? [one.service, one.method, one.args] : one);
  assert.deepEqual(made, [
    ["facts", "read", ["/proc/stat"]],
    ["facts", "readAll", ["/sys/*"]],
    ["facts", "statfs", ["/"]],
    ["facts", "system", ["osInfo"]],
    ["exec", "run", ["ls", ["-l"]]],
    ["exec", "run", ["ls", []]],
    { type: "log", level: "warn", message: "hm" },
  ]);
});

Deno.test("readAll gives a map", async () => {
  const { context } = contextWith(() => ({ "/sys/a": "1", "/sys/b": "2" }));
  assert.deepEqual(
    await context.facts.readAll("/sys/*"),
    new Map([["/sys/a", "1"], ["/sys/b", "2"]]),
  );
});

for (const code of ["not_found", "access_denied"] as const) {
  Deno.test(`readOptional gives undefined on ${code}, read rejects`, async () => {
    const { context } = contextWith(() => refuse(code));
    assert.equal(await context.facts.readOptional("/proc/x"), undefined);
    await assert.rejects(context.facts.read("/proc/x"), { name: "CallError", code });
  });
}

for (const code of ["not_granted", "forbidden_path", "timed_out", "unavailable"] as const) {
  Deno.test(`readOptional rejects on ${code}`, async () => {
    const { context } = contextWith(() => refuse(code));
    await assert.rejects(context.facts.readOptional("/proc/x"), { name: "CallError", code });
  });
}

Deno.test("context carries the config, and a signal that has not aborted yet", () => {
  const { context } = contextWith(() => null);
  assert.deepEqual(context.config, { limit: 3 });
  assert.equal(context.signal.aborted, false);
});
