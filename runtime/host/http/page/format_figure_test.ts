import assert from "node:assert/strict";
import {
  formatBytes,
  formatCount,
  formatPart,
  formatSeconds,
  formatValue,
} from "./format_figure.ts";

Deno.test("formatBytes writes a size in the unit that a person would use", () => {
  const cases: [bytes: number | null, text: string][] = [
    [null, "-"],
    [0, "0 B"],
    [1_023, "1023 B"],
    [1_024, "1.0 KiB"],
    [14.2 * 1_024 ** 2, "14.2 MiB"],
    [3 * 1_024 ** 4, "3.0 TiB"],
    [140 * 1_024 ** 3, "140 GiB"],
  ];
  for (const [bytes, text] of cases) assert.equal(formatBytes(bytes), text);
});

Deno.test("formatSeconds writes a duration in the unit that a person would use", () => {
  const cases: [seconds: number | null, text: string][] = [
    [null, "-"],
    [0, "0 s"],
    [0.0063, "6.3 ms"],
    [0.0123, "12 ms"],
    [1, "1.00 s"],
    [12.345, "12.3 s"],
  ];
  for (const [seconds, text] of cases) assert.equal(formatSeconds(seconds), text);
});

Deno.test("formatValue writes a figure with its unit", () => {
  const cases: [value: number, unit: Parameters<typeof formatValue>[1], text: string][] = [
    [0.826, "ratio", "83 %"],
    [64.4, "celsius", "64 \u00b0C"],
    [512.7, "watts", "513 W"],
    [720.4, "per_second", "720/s"],
    [1, "flag", "yes"],
    [12_345, "total", "12,345"],
  ];
  for (const [value, unit, text] of cases) assert.equal(formatValue(value, unit), text);
  assert.deepEqual([0, 1.5, 1.504, 12.34, 99.99].map(formatCount), [
    "0",
    "1.5",
    "1.5",
    "12.3",
    "100",
  ]);
});

Deno.test("formatPart writes one unit where part and whole share it", () => {
  const gib = 1_024 ** 3;
  assert.equal(formatPart(67.2 * gib, 79.6 * gib), "67.2 of 79.6 GiB");
  assert.equal(formatPart(0.5 * gib, 8 * gib), "512 MiB of 8.0 GiB");
});
