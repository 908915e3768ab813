import assert from "node:assert/strict";
import { inactiveWaitMs } from "./inactive_wait.ts";

const MINUTE = 60_000;

Deno.test("inactiveWaitMs grows with the time away, between the interval and ten of it", () => {
  assert.equal(inactiveWaitMs(0, MINUTE), MINUTE);
  assert.equal(inactiveWaitMs(8 * MINUTE, MINUTE), MINUTE);
  assert.equal(inactiveWaitMs(16 * MINUTE, MINUTE), 2 * MINUTE);
  assert.equal(inactiveWaitMs(80 * MINUTE, MINUTE), 10 * MINUTE);
  assert.equal(inactiveWaitMs(10_000 * MINUTE, MINUTE), 10 * MINUTE);
});

Deno.test("inactiveWaitMs starts few processes on a machine that never has what is looked for", () => {
  let looks = 0;
  for (let awayMs = 0; awayMs < 24 * 60 * MINUTE; awayMs += inactiveWaitMs(awayMs, MINUTE)) looks++;
  assert.ok(looks < 190, `${looks} looks a day`);
});
