import assert from "node:assert/strict";
import { CpuWatch } from "./cpu_watch.ts";

const LIMIT = { share: 0.8, windowMs: 10_000 };

/** Verdicts of a process that uses this share of a CPU in each second. */
function verdicts(shares: readonly number[]): string[] {
  const watch = new CpuWatch(LIMIT);
  let cpuSeconds = 0;
  const first = watch.sample(0, 0);
  return [
    first,
    ...shares.map((share, index) => {
      cpuSeconds += share;
      return watch.sample(cpuSeconds, (index + 1) * 1_000);
    }),
  ];
}

Deno.test("CpuWatch ends a process that is over the limit for the whole window, and warns at half", () => {
  const all = verdicts(new Array(12).fill(1));
  assert.equal(all[4], "ok");
  assert.equal(all[5], "high");
  assert.equal(all[9], "high");
  assert.equal(all[10], "over");
});

Deno.test("CpuWatch lets a process work hard for a while and rest", () => {
  const pattern = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
  const all = verdicts([...pattern, ...pattern, ...pattern, ...pattern]);
  assert.ok(all.every((verdict) => verdict === "ok"), all.join(" "));
});

Deno.test("CpuWatch forgets what lies before its window", () => {
  const all = verdicts([...new Array(7).fill(1), ...new Array(20).fill(0)]);
  assert.equal(all.at(-1), "ok");
  assert.ok(!all.includes("over"));
});

Deno.test("CpuWatch tells the share between the last two samples", () => {
  const watch = new CpuWatch({ share: 0.5, windowMs: 10_000 });
  assert.equal(watch.recentShare, 0);
  for (const [seconds, atMs, share] of [[1, 0, 0], [1.25, 500, 0.5], [1.25, 1_000, 0]] as const) {
    watch.sample(seconds, atMs);
    assert.equal(watch.recentShare, share);
  }
});
