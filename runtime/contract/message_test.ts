import assert from "node:assert/strict";
import fc from "fast-check";
import { parseGuestMessage } from "./message.ts";
import { isRecord } from "./record.ts";

const MESSAGES = [
  { type: "hello", protocol: 1 },
  { type: "load_failed", message: "no such file" },
  { type: "result", id: 1, families: [] },
  { type: "inactive", id: 1, reason: "no GPU" },
  { type: "failure", id: 1, message: "it broke" },
  { type: "call", id: 1, service: "facts", method: "read", args: ["/proc/stat"] },
  { type: "log", level: "warn", message: "hm" },
  { type: "subjects", subjects: [{ name: "chat", state: "up", detail: "vLLM" }] },
];

Deno.test("parseGuestMessage passes each message on", () => {
  for (const message of MESSAGES) assert.deepEqual(parseGuestMessage(message), message);
});

Deno.test("parseGuestMessage drops fields that no message has", () => {
  for (const message of MESSAGES) {
    assert.deepEqual(parseGuestMessage({ ...message, ok: true, plugin: "other" }), message);
  }
});

Deno.test("parseGuestMessage refuses a message with a field missing or of another type", () => {
  for (const message of MESSAGES) {
    for (const key of Object.keys(message)) {
      const rest = Object.fromEntries(Object.entries(message).filter(([name]) => name !== key));
      assert.equal(parseGuestMessage(rest), undefined, `${message.type} without ${key}`);
      for (const value of [null, true, -1, 1.5, 2 ** 53, NaN, {}, "other"]) {
        const isText = typeof (message as Record<string, unknown>)[key] === "string";
        if (value === "other" && isText && key !== "type" && key !== "level") continue;
        const changed = { ...message, [key]: value };
        assert.equal(parseGuestMessage(changed), undefined, JSON.stringify(changed));
      }
    }
  }
});

Deno.test("parseGuestMessage takes any JSON without an error", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const message = parseGuestMessage(value);
    assert.ok(message === undefined || isRecord(value));
  }));
  for (const type of ["__proto__", "constructor", "toString"]) {
    assert.equal(parseGuestMessage(JSON.parse(`{"type":"${type}"}`)), undefined);
  }
});

Deno.test("parseGuestMessage cuts long texts", () => {
  const message = "x".repeat(100_000);
  const parsed = parseGuestMessage({ type: "failure", id: 1, message });
  assert.deepEqual(parsed, { type: "failure", id: 1, message: `${"x".repeat(4_096)} (cut)` });
});
