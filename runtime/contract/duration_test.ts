import assert from "node:assert/strict";
import fc from "fast-check";
import { formatDuration, parseDuration } from "./duration.ts";

Deno.test("parseDuration reads one number with one unit", () => {
  const cases: [text: string, ms: number][] = [
    ["1ms", 1],
    ["500ms", 500],
    ["15s", 15_000],
    ["1.5s", 1_500],
    ["0.5ms", 1],
    ["5m", 300_000],
    ["24h", 86_400_000],
    ["24d", 2_073_600_000],
  ];
  for (const [text, ms] of cases) assert.equal(parseDuration(text), ms, text);
});

Deno.test("parseDuration refuses all else and says what it expected", () => {
  const crafted = ["", "15", "s", "-1s", "+1s", "0s", "0.4ms", "1e3s", ".5s", "1.s", "1 s", " 1s"];
  crafted.push("1s\n", "1S", "1sec", "1m30s", "Infinitys", "0x1s", "1,5s", "1w");
  for (const text of crafted) {
    assert.throws(() => parseDuration(text), {
      name: "RangeError",
      message: /expected a positive number with a unit/,
    }, JSON.stringify(text));
  }
});

Deno.test("parseDuration refuses what a timer cannot hold", () => {
  for (const text of ["25d", "2147483648ms", "9".repeat(400) + "d"]) {
    assert.throws(() => parseDuration(text), /expected at most "24d"/);
  }
  assert.equal(parseDuration("2147483647ms"), 2_147_483_647);
});

Deno.test("formatDuration is undone by parseDuration", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 2_147_483_647 }), (ms) => {
    assert.equal(parseDuration(formatDuration(ms)), ms);
  }));
});

Deno.test("formatDuration takes the largest unit that stays whole", () => {
  const cases: [ms: number, text: string][] = [
    [0, "0ms"],
    [1_500, "1500ms"],
    [90_000, "90s"],
    [300_000, "5m"],
    [3_600_000, "1h"],
    [86_400_000, "1d"],
  ];
  for (const [ms, text] of cases) assert.equal(formatDuration(ms), text);
});
