import assert from "node:assert/strict";
import { CrashLoops } from "./crash_loops.ts";

const CRASH = { livedMs: 300, wasPlanned: false };

Deno.test("CrashLoops sees a loop from the second short life in a row on, for each plugin", () => {
  const loops = new CrashLoops();
  loops.ended("a", CRASH);
  assert.equal(loops.has("a"), false);
  loops.ended("a", CRASH);
  assert.equal(loops.has("a"), true);
  assert.equal(loops.has("b"), false);
});

Deno.test("CrashLoops forgets a loop after a long life, and after an end that was planned", () => {
  for (
    const calm of [{ livedMs: 60_000, wasPlanned: false }, { livedMs: 300, wasPlanned: true }]
  ) {
    const loops = new CrashLoops();
    loops.ended("a", CRASH);
    loops.ended("a", CRASH);
    loops.ended("a", calm);
    assert.equal(loops.has("a"), false);
    loops.ended("a", CRASH);
    assert.equal(loops.has("a"), false);
  }
});
