import assert from "node:assert/strict";
import { factPath, hostPath } from "./fact_roots.ts";

const ROOTS = { procRoot: "/host/proc", sysRoot: "/host/sys" };

for (
  const [path, expected] of [
    ["/proc/stat", "/host/proc/stat"],
    ["/proc", "/host/proc"],
    ["/sys/class/net", "/host/sys/class/net"],
    ["/proc/net/dev", "/host/proc/1/net/dev"],
    ["/proc/net", "/host/proc/1/net"],
    ["/proc/mounts", "/host/proc/1/mounts"],
    ["/proc/network", "/host/proc/network"],
    ["/proc/1/net/dev", "/host/proc/1/net/dev"],
    ["/process/stat", undefined],
    ["/etc/passwd", undefined],
  ] as const
) {
  Deno.test(`hostPath of ${path} is ${expected}`, () => {
    assert.equal(hostPath(path, ROOTS), expected);
  });
}

for (
  const [path, expected] of [
    ["/host/proc/1/net/dev", "/proc/1/net/dev"],
    ["/host/sys/class", "/sys/class"],
    ["/host/proc", "/proc"],
    ["/host/processes", undefined],
    ["/proc/stat", undefined],
    ["/", undefined],
  ] as const
) {
  Deno.test(`factPath of ${path} is ${expected}`, () => {
    assert.equal(factPath(path, ROOTS), expected);
  });
}
