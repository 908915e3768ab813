import assert from "node:assert/strict";
import { runTimeout, setRunTimer } from "./run_timer.ts";
import type { TimerSource } from "./run_timer.ts";

/** A source whose timers are all late by as much as they are told; runs them until there is none. */
function lateSource(lateMs: (atMs: number) => number) {
  let nowMs = 0;
  let waiting: { run: () => void; atMs: number } | undefined;
  const source: TimerSource = {
    nowMs: () => nowMs,
    after: (delayMs, run) => {
      waiting = { run, atMs: nowMs + delayMs };
      return () => waiting = undefined;
    },
  };
  const runAll = () => {
    while (waiting) {
      const { run, atMs } = waiting;
      waiting = undefined;
      nowMs = atMs + lateMs(atMs);
      run();
    }
    return nowMs;
  };
  return { source, runAll };
}

Deno.test("setRunTimer runs on time in a process that runs", () => {
  for (const delayMs of [0, 1, 49, 50, 51, 1_000]) {
    const { source, runAll } = lateSource(() => 0);
    let runs = 0;
    setRunTimer(() => runs++, delayMs, source);
    assert.equal(runAll(), delayMs);
    assert.equal(runs, 1);
  }
});

Deno.test("setRunTimer does not count what the process could not run", () => {
  // It runs for 50 ms, and waits for 450.
  const { source, runAll } = lateSource(() => 450);
  setRunTimer(() => {}, 1_000, source);
  const endMs = runAll();
  assert.ok(endMs > 9_000 && endMs <= 10_000, `${endMs} ms`);
});

Deno.test("setRunTimer stands still through one long stop, as of a machine that sleeps", () => {
  const { source, runAll } = lateSource((atMs) => atMs === 500 ? 3_600_000 : 0);
  setRunTimer(() => {}, 1_000, source);
  assert.ok(Math.abs(runAll() - 3_601_000) <= 50);
});

Deno.test("setRunTimer can be cancelled, also after some steps", () => {
  let runs = 0;
  const { source, runAll } = lateSource((atMs) => {
    if (atMs >= 200) cancel();
    return 0;
  });
  const cancel = setRunTimer(() => runs++, 1_000, source);
  runAll();
  assert.equal(runs, 0);
});

Deno.test("runTimeout aborts as AbortSignal.timeout does", async () => {
  const { signal } = runTimeout(10);
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  assert.equal((signal.reason as Error).name, "TimeoutError");
});

Deno.test("runTimeout that was cleared never aborts", async () => {
  const { signal, clear } = runTimeout(5);
  clear();
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(signal.aborted, false);
});
