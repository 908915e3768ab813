import assert from "node:assert/strict";
import { readExpiry } from "./models.ts";

Deno.test("expiryOf reads when a model goes, never, and what is no time", () => {
  const now = Date.parse("2026-07-29T12:00:00Z") / 1000;
  const cases: [unknown, number | undefined][] = [
    ["2026-07-29T12:05:00Z", now + 300],
    ["2026-07-29T14:05:00.123456789+02:00", now + 300.123],
    // Kept for good: it is written as centuries from now.
    ["2318-11-05T12:00:00Z", Infinity],
    // What imitations write for what they do not know.
    ["0001-01-01T00:00:00Z", undefined],
    ["1970-01-01T00:00:00Z", undefined],
    ["", undefined],
    ["soon", undefined],
    [7, undefined],
    [undefined, undefined],
  ];
  for (const [expires_at, expected] of cases) {
    assert.equal(readExpiry({ expires_at }, now), expected, String(expires_at));
  }
});
