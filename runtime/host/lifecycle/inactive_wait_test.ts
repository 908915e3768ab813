import assert from "node:assert/strict";
import { inactiveWaitMs } from "./inactive_wait.ts";

const MINUTE = 60_000;

Deno.test("inactiveWaitMs grows with the time away, between the interval and ten of it", () => {
  assert.equal(inactiveWaitMs(0, MINUTE), MINUTE);
  assert.equal(inactiveWaitMs(4 * MINUTE, MINUTE), MINUTE);
  assert.equal(inactiveWaitMs(8 * MINUTE, MINUTE), 2 * MINUTE);
  assert.equal(inactiveWaitMs(40 * MINUTE, MINUTE), 10 * MINUTE);
  assert.equal(inactiveWaitMs(10_000 * MINUTE, MINUTE), 10 * MINUTE);
});

Deno.test("inactiveWaitMs starts few processes on a machine that never has what is looked for", () => {
  const countLooks = (endMs: number) => {
    let looks = 0;
    for (let awayMs = 0; awayMs < endMs; awayMs += inactiveWaitMs(awayMs, MINUTE)) looks++;
    return looks;
  };
  const [firstHour, looks] = [countLooks(60 * MINUTE), countLooks(24 * 60 * MINUTE)];
  assert.ok(firstHour <= 17, `${firstHour} looks in the first hour`);
  assert.ok(looks < 165, `${looks} looks a day`);
});
