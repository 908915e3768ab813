import assert from "node:assert/strict";
import fc from "fast-check";
import { formatSize, parseSize } from "./size.ts";

Deno.test("parseSize reads one number with one binary unit", () => {
  const cases: [text: string, bytes: number][] = [
    ["1B", 1],
    ["512KiB", 524_288],
    ["64MiB", 67_108_864],
    ["1.5GiB", 1_610_612_736],
  ];
  for (const [text, bytes] of cases) assert.equal(parseSize(text), bytes, text);
});

Deno.test("parseSize refuses all else and says what it expected", () => {
  const crafted = [
    "",
    "64",
    "MiB",
    "0B",
    "0.1B",
    "-1MiB",
    "64MB",
    "64mib",
    "64M",
    "1TiB",
    "64 MiB",
  ];
  crafted.push("64MiB\n", "1e3B", "0x10B", "9".repeat(20) + "GiB", "9".repeat(400) + "B");
  for (const text of crafted) {
    assert.throws(() => parseSize(text), {
      name: "RangeError",
      message: /expected a positive number with a unit/,
    }, JSON.stringify(text));
  }
});

Deno.test("formatSize is undone by parseSize", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (bytes) => {
    assert.equal(parseSize(formatSize(bytes)), bytes);
  }));
});

Deno.test("formatSize takes the largest unit that stays whole", () => {
  const cases: [bytes: number, text: string][] = [
    [0, "0B"],
    [1_025, "1025B"],
    [1_536, "1536B"],
    [67_108_864, "64MiB"],
    [1_073_741_824, "1GiB"],
  ];
  for (const [bytes, text] of cases) assert.equal(formatSize(bytes), text);
});
