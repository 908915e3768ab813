import assert from "node:assert/strict";
import { Rest } from "./rest.ts";
import type { RecheckFinding } from "./rest.ts";

const MINUTE = 60_000;
const INTERVAL = 15_000;

/** Returns the times of the looks, in minutes, of a plugin that finds nothing at any of them. */
function looks(endMs: number, find: (nowMs: number) => RecheckFinding): number[] {
  const rest = new Rest(0);
  const times: number[] = [];
  for (let nowMs = INTERVAL; nowMs <= endMs; nowMs += INTERVAL) {
    if (!rest.wakes(nowMs, find(nowMs), MINUTE)) continue;
    times.push(nowMs / MINUTE);
    rest.looked(nowMs);
  }
  return times;
}

Deno.test("a plugin that would see the same looks every ten minutes", () => {
  assert.deepEqual(looks(35 * MINUTE, () => "same"), [10, 20, 30]);
});

Deno.test("a change wakes it at the next recheck, also after hours", () => {
  const changesMs = 5 * 60 * MINUTE + INTERVAL;
  const times = looks(changesMs, (nowMs) => nowMs === changesMs ? "changed" : "same");
  assert.equal(times.at(-1), changesMs / MINUTE);
});

Deno.test("what changes all the time wakes it every minute", () => {
  assert.deepEqual(looks(4 * MINUTE, () => "changed"), [0.25, 1.25, 2.25, 3.25]);
});

Deno.test("a change after a quiet time wakes it at once again", () => {
  const changes = [1, 3, 14, 15];
  const times = looks(
    15 * MINUTE,
    (nowMs) => changes.includes(nowMs / MINUTE) ? "changed" : "same",
  );
  assert.deepEqual(times, [1, 3, 13, 14, 15]);
});

Deno.test("where nothing tells whether anything changed, it looks more seldom the longer it rests", () => {
  const day = looks(24 * 60 * MINUTE, () => "unknown");
  assert.deepEqual(day.slice(0, 5), [1, 2, 3, 4, 5]);
  const firstHour = day.filter((time) => time <= 60);
  assert.ok(firstHour.length <= 17, `${firstHour.length} looks in the first hour`);
  assert.ok(day.length < 165, `${day.length} looks a day`);
  const times = [40, ...day.filter((time) => time > 40)];
  assert.ok(times.slice(1).every((time, index) => time - (times[index] ?? 0) <= 10.25));
});
