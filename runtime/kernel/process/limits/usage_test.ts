import assert from "node:assert/strict";
import { parseUsage, readBootTime, readUsage, readVitals } from "./usage.ts";

const FIELDS = "S 1 42 42 0 -1 4194560 900 0 0 0 150 50 0 0 20 0 12 0 5000 18446744 3000 0 0";

for (const name of ["deno", "a b", "(deno) S 9 9", ") 1 2 3", ""]) {
  Deno.test(`parseUsage reads a process that calls itself ${JSON.stringify(name)}`, () => {
    assert.deepEqual(parseUsage(`42 (${name}) ${FIELDS}`, 1_000_000), {
      residentBytes: 3_000 * 4_096,
      cpuSeconds: 2,
      startTimeSeconds: 1_000_050,
    });
  });
}

Deno.test("readUsage reads this process as it is", async () => {
  const bootTime = await readBootTime();
  const usage = readUsage(Deno.pid, bootTime);
  assert.ok(usage);
  assert.ok(usage.residentBytes > 10_000_000 && usage.residentBytes < 10_000_000_000);
  assert.ok(usage.openFds >= 3);
  assert.ok(usage.cpuSeconds > 0);
  const ageSeconds = Date.now() / 1_000 - usage.startTimeSeconds;
  assert.ok(ageSeconds > -5 && ageSeconds < 3_600, String(ageSeconds));
  const vitals = readVitals(Deno.pid);
  assert.ok(vitals);
  assert.ok(Math.abs(vitals.residentBytes - usage.residentBytes) < 200_000_000);
  assert.ok(vitals.cpuSeconds >= usage.cpuSeconds);
});

Deno.test("readUsage gives undefined for a process that is gone", async () => {
  const child = new Deno.Command("true").spawn();
  await child.status;
  assert.equal(readUsage(child.pid, 0), undefined);
  assert.equal(readVitals(child.pid), undefined);
});
