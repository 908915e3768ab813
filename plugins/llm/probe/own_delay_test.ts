import assert from "node:assert/strict";
import { OwnDelay } from "./own_delay.ts";

/** A clock whose timers run when it is moved, however late. */
function manual() {
  let nowMs = 0;
  let timers: { atMs: number; run: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after: (delayMs: number, run: () => void) => {
      const timer = { atMs: nowMs + delayMs, run };
      timers.push(timer);
      return () => timers = timers.filter((one) => one !== timer);
    },
    move: (ms: number) => {
      nowMs += ms;
      const due = timers.filter(({ atMs }) => atMs <= nowMs);
      timers = timers.filter((timer) => !due.includes(timer));
      for (const { run } of due) run();
    },
    timers: () => timers.length,
  };
}

Deno.test("OwnDelay says how late something was noticed, and nothing of a process that runs", () => {
  const clock = manual();
  const delay = new OwnDelay(clock);
  delay.start();
  for (let i = 0; i < 10; i++) clock.move(11);
  assert.equal(delay.seconds, 0);
  assert.equal(delay.lateMs(110), 0);
  // Held up from 120, when the next look was due, until 200.
  clock.move(90);
  assert.equal(delay.lateMs(200), 80);
  assert.equal(delay.lateMs(202), 80);
  assert.equal(delay.lateMs(150), 30);
  assert.equal(delay.lateMs(230), 0);
  assert.equal(delay.lateStartMs(110), 80);
  assert.equal(delay.lateStartMs(50), 0);
  assert.equal(delay.seconds, 0.08);
  delay.stop();
  assert.equal(clock.timers(), 0);
});

Deno.test("OwnDelay notices work of this process", async () => {
  const delay = new OwnDelay({ nowMs: () => performance.now() });
  delay.start();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const end = performance.now() + 80;
  while (performance.now() < end);
  await new Promise((resolve) => setTimeout(resolve, 20));
  delay.stop();
  assert(delay.seconds > 0.05, String(delay.seconds));
});
