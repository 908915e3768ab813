import assert from "node:assert/strict";
import { formatBytes, formatSeconds } from "./format_figure.ts";

Deno.test("formatBytes writes a size in the unit that a person would use", () => {
  const cases: [bytes: number | null, text: string][] = [
    [null, "-"],
    [0, "0 B"],
    [1_023, "1023 B"],
    [1_024, "1.0 KiB"],
    [14.2 * 1_024 ** 2, "14.2 MiB"],
    [3 * 1_024 ** 4, "3072.0 GiB"],
  ];
  for (const [bytes, text] of cases) assert.equal(formatBytes(bytes), text);
});

Deno.test("formatSeconds writes a duration in the unit that a person would use", () => {
  const cases: [seconds: number | null, text: string][] = [
    [null, "-"],
    [0, "0.0 ms"],
    [0.0123, "12.3 ms"],
    [1, "1.00 s"],
    [12.345, "12.35 s"],
  ];
  for (const [seconds, text] of cases) assert.equal(formatSeconds(seconds), text);
});
