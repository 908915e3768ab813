import assert from "node:assert/strict";
import fc from "fast-check";
import { isAbsent, parseQuantity } from "./quantity.ts";
import type { Unit } from "./quantity.ts";

Deno.test("parseQuantity turns each unit into its base unit", () => {
  const cases: [string, Unit, number][] = [
    ["143771", "mebibytes", 143771 * 1024 ** 2],
    ["143771 MiB", "mebibytes", 143771 * 1024 ** 2],
    ["7", "percent", 0.07],
    [" 40 % ", "percent", 0.4],
    ["113", "percent", 1.13],
    ["1980 MHz", "megahertz", 1.98e9],
    ["627.40 W", "watts", 627.4],
    ["-7 C", "celsius", -7],
    ["56", "celsius", 56],
    ["4251825415 us", "microseconds", 4251.825415],
    ["4217 KB/s", "kilobytes_per_second", 4_217_000],
    ["16x", "lanes", 16],
    ["16", "lanes", 16],
    ["P8", "performance_state", 8],
    ["Enabled", "flag", 1],
    ["Not Active", "flag", 0],
    ["Yes", "flag", 1],
    ["0", "count", 0],
  ];
  for (const [text, unit, expected] of cases) {
    assert.equal(parseQuantity(text, unit), expected, `${text} in ${unit}`);
  }
});

Deno.test("parseQuantity takes every spelling of absence as nothing, never as 0", () => {
  for (
    const text of [
      "N/A",
      "[N/A]",
      "[Not Supported]",
      "[Insufficient Permissions]",
      "[Function Not Found]",
      "Requested functionality has been deprecated",
      "[Requested functionality has been deprecated]",
      "Not Found",
      "",
      "  ",
    ]
  ) {
    assert.equal(parseQuantity(text, "watts"), undefined, text);
    assert.equal(parseQuantity(text, "flag"), undefined, text);
    assert.equal(isAbsent(text), true, text);
  }
});

Deno.test("parseQuantity tells what is no answer from what is absent", () => {
  for (
    const text of [
      "[Unknown Error]",
      "Unknown Error",
      "ERR!",
      "[GPU is lost]",
      "12 W",
      "0x10",
      "1 2",
      "NaN",
      "9 GiB",
    ]
  ) {
    assert.equal(parseQuantity(text, "mebibytes"), "unreadable", text);
    assert.equal(isAbsent(text), false, text);
  }
  assert.equal(parseQuantity("Perhaps", "flag"), "unreadable");
  assert.equal(parseQuantity("8", "performance_state"), "unreadable");
});

Deno.test("parseQuantity gives a finite number or none, whatever the text", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.constantFrom<Unit>("percent", "mebibytes", "watts", "flag"),
      (text, unit) => {
        const value = parseQuantity(text, unit);
        assert(value === undefined || value === "unreadable" || Number.isFinite(value));
      },
    ),
  );
});
