import assert from "node:assert/strict";
import { createLog } from "./log_writer.ts";

function logged(format: "json" | "text", message: string, fields = {}): string {
  const lines: string[] = [];
  const log = createLog({
    level: "info",
    format,
    now: () => new Date(0),
    write: (line) => lines.push(line),
  });
  log("debug", "below the level");
  log("warn", message, fields);
  assert.equal(lines.length, 1);
  return lines[0] ?? "";
}

Deno.test("createLog writes one JSON object, or one line of text", () => {
  assert.equal(
    logged("json", "Hello", { plugin: "a" }),
    '{"time":"1970-01-01T00:00:00.000Z","level":"warn","message":"Hello","plugin":"a"}',
  );
  assert.equal(logged("text", "Hello", { plugin: "a b" }), '00:00:00 WARN  Hello plugin="a b"');
});

Deno.test("createLog lets no words of a plugin forge lines, move the cursor or turn text round", () => {
  const hostile = "a\nb\u001b[2Jc\u009b2Jd\u202ee\u2028f\u200bg\u{e0041}h";
  for (const format of ["json", "text"] as const) {
    const line = logged(format, hostile, { name: hostile });
    assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\u2028\u2029]/u);
  }
  const { message, name } = JSON.parse(logged("json", hostile, { name: hostile }));
  assert.deepEqual([message, name], [hostile, hostile]);
});
