import assert from "node:assert/strict";
import { LogTail } from "./log_tail.ts";

Deno.test("LogTail keeps the last lines, and a talkative plugin's from pushing out the others'", () => {
  const tail = new LogTail();
  tail.add({ level: "info", message: "first", unixMs: 0 });
  for (let line = 0; line < 1_000; line++) {
    tail.add({ level: "info", message: `${line}`, fields: { plugin: "loud" }, unixMs: 0 });
  }
  assert.equal(tail.lines[0]?.message, "first");
  assert.deepEqual([tail.lines.length, tail.lines.at(-1)?.message], [101, "999"]);
  for (let line = 0; line < 1_000; line++) {
    tail.add({ level: "info", message: "x".repeat(5_000), unixMs: 0 });
  }
  assert.equal(tail.lines.length, 300);
  assert.ok(tail.lines.every(({ message }) => message.length <= 1_003));
});

Deno.test("LogTail keeps plugin and code of a line, and no other field", () => {
  const tail = new LogTail();
  const fields = { plugin: "alpha", code: "failure", seconds: 3, secret: "no" };
  tail.add({ level: "warn", message: "m", fields, unixMs: 0 });
  assert.deepEqual(tail.lines, [{
    id: 1,
    at: "1970-01-01T00:00:00.000Z",
    level: "warn",
    plugin: "alpha",
    code: "failure",
    message: "m",
  }]);
});
