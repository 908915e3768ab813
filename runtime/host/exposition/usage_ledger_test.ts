import assert from "node:assert/strict";
import fc from "fast-check";
import type { ProcessUsage } from "../../contract/syscall.ts";
import { UsageLedger } from "./usage_ledger.ts";

const guest = (pid: number, startTimeSeconds: number, cpuSeconds: number): ProcessUsage => ({
  role: "guest",
  name: "alpha",
  pid,
  residentBytes: 10,
  cpuSeconds,
  starvedSeconds: 2 * cpuSeconds,
  openFds: 1,
  startTimeSeconds,
});

Deno.test("UsageLedger adds up processes that follow or overlap each other", () => {
  const ledger = new UsageLedger();
  const readings: [processes: ProcessUsage[], cpuSeconds: number, residentBytes: number][] = [
    [[guest(1, 0, 2)], 2, 10],
    [[guest(1, 0, 3)], 3, 10],
    [[guest(1, 0, 4), guest(2, 9, 1)], 5, 20],
    [[guest(2, 9, 2)], 6, 10],
    // The pid of a process that ended, given to another.
    [[guest(2, 30, 1)], 7, 10],
  ];
  for (const [processes, cpuSeconds, residentBytes] of readings) {
    const starvedSeconds = 2 * cpuSeconds;
    const expected = { residentBytes, cpuSeconds, starvedSeconds };
    assert.deepEqual(ledger.update(processes).get("alpha"), expected);
  }
  ledger.forget("alpha");
  assert.equal(ledger.update([guest(2, 30, 1)]).get("alpha")?.cpuSeconds, 1);
});

Deno.test("UsageLedger never takes CPU time back", () => {
  const reading = fc.uniqueArray(
    fc.tuple(fc.nat(3), fc.nat(2), fc.nat(1_000)).map((fields) => guest(...fields)),
    { selector: ({ pid }) => pid },
  );
  fc.assert(fc.property(fc.array(reading), (readings) => {
    const ledger = new UsageLedger();
    let before = 0;
    for (const processes of readings) {
      const now = ledger.update(processes).get("alpha")?.cpuSeconds ?? before;
      assert.ok(now >= before);
      before = now;
    }
  }));
});
