import assert from "node:assert/strict";
import { drainStderr } from "./stderr_lines.ts";

const LIMITS = { passBytes: 100_000, passLines: 100, killBytes: 1_000_000, windowMs: 1_000 };

async function drain(chunks: readonly (string | Uint8Array)[], limits = LIMITS, stepMs = 0) {
  const lines: string[] = [];
  let floods = 0;
  let nowMs = 0;
  await drainStderr(
    ReadableStream.from(
      chunks.map((chunk) => typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk),
    ),
    {
      limits,
      now: () => nowMs += stepMs,
      onLine: (line) => lines.push(line),
      onFlood: () => floods++,
    },
  );
  return { lines, floods };
}

Deno.test("drainStderr joins pieces to lines, also the last without an end", async () => {
  const { lines } = await drain(["one\ntw", "o\n\n", "thr", "ee"]);
  assert.deepEqual(lines, ["one", "two", "three"]);
});

Deno.test("drainStderr joins a character that is cut between two pieces", async () => {
  const bytes = new TextEncoder().encode("caf\u00e9\n");
  const { lines } = await drain([bytes.subarray(0, 4), bytes.subarray(4)]);
  assert.deepEqual(lines, ["caf\u00e9"]);
});

Deno.test("drainStderr takes control characters out, so that no cursor moves", async () => {
  const { lines } = await drain(["\u001b[2J\u0007red\u009b31m\rend\u007f\ttab  \n", "\u0000\n"]);
  assert.deepEqual(lines, ["[2Jred31mend\ttab"]);
});

Deno.test("drainStderr passes on what is no UTF-8 with a replacement", async () => {
  const { lines } = await drain([new Uint8Array([0x61, 0xff, 0x62, 0x0a])]);
  assert.deepEqual(lines, ["a\ufffdb"]);
});

Deno.test("drainStderr cuts long lines, however many pieces they come in", async () => {
  const { lines } = await drain(Array.from({ length: 50 }, () => "x".repeat(1_000)));
  assert.deepEqual(lines.map((line) => line.length), [2_000]);
});

Deno.test("drainStderr leaves lines out above the limit and says how many", async () => {
  const limits = { ...LIMITS, passLines: 2 };
  const { lines } = await drain(["1\n2\n3\n4\n", "5\n"], limits, 1_000);
  assert.deepEqual(lines, ["1", "2", "(2 more lines were dropped)", "5"]);
});

Deno.test("drainStderr reads to the end although it passes nothing on, and tells a flood", async () => {
  const limits = { ...LIMITS, passBytes: 0, killBytes: 2_500 };
  const { lines, floods } = await drain(
    Array.from({ length: 4 }, () => "x".repeat(999) + "\n"),
    limits,
  );
  assert.deepEqual(lines, []);
  assert.equal(floods, 2);
});
