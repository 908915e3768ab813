import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { isFromMemory, isListedFromMemory } from "./from_memory.ts";

const REAL = { procRoot: "/proc", sysRoot: "/sys" };

for (
  const [path, expected] of [
    ["/proc/stat", true],
    ["/proc/1/net/dev", true],
    ["/proc/pressure/io", true],
    ["/proc/1/stat", false],
    ["/proc/1/mountstats", false],
    ["/proc/stat/x", false],
    ["/proc/mdstat", false],
    ["/sys/class/net/lo/mtu", false],
    ["/sys/class/hwmon/hwmon0/temp1_input", false],
  ] as const
) {
  Deno.test(`isFromMemory of ${path} is ${expected}`, () => {
    assert.equal(isFromMemory(path, statSync("/proc").dev, REAL), expected);
  });
}

Deno.test("isFromMemory is false for what another file system puts in its place, as LXC does", () => {
  assert.equal(isFromMemory("/proc/stat", statSync("/").dev, REAL), false);
});

for (
  const [folder, expected] of [
    ["/sys/class/hwmon", true],
    ["/sys/class/net/lo", true],
    ["/proc/pressure", true],
    ["/proc", false],
    ["/proc/1", false],
    ["/proc/spl/kstat/zfs", false],
    ["/sys/devices/system/cpu", false],
  ] as const
) {
  Deno.test(`isListedFromMemory of ${folder} is ${expected}`, () => {
    assert.equal(isListedFromMemory(folder), expected);
  });
}
