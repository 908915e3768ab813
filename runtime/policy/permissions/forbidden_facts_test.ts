import assert from "node:assert/strict";
import fc from "fast-check";
import { checkFactPattern, forbiddenFact } from "./forbidden_facts.ts";

const PROCESS_SECRETS = [
  "environ",
  "mem",
  "fd",
  "fd/3",
  "fdinfo/3",
  "root",
  "root/etc/shadow",
  "cwd",
  "exe",
  "maps",
  "smaps",
  "smaps_rollup",
  "map_files",
  "pagemap",
  "auxv",
  "stack",
  "syscall",
  "cmdline",
  "ns/net",
  "task/1/stat",
  "task/1/environ",
  "attr/current",
  "a_file_of_a_later_kernel",
];

Deno.test("forbiddenFact closes what is secret of a process", () => {
  for (const name of PROCESS_SECRETS) {
    assert.notEqual(forbiddenFact(`/proc/1/${name}`), undefined, name);
    assert.notEqual(forbiddenFact(`/proc/self/${name}`), undefined, name);
    assert.notEqual(forbiddenFact(`/proc/thread-self/${name}`), undefined, name);
  }
});

Deno.test("forbiddenFact closes files of the kernel and of devices", () => {
  const closed = [
    "/proc/self",
    "/proc/kcore",
    "/proc/kallsyms",
    "/proc/keys",
    "/proc/kmsg",
    "/proc/sysrq-trigger",
    "/proc/bus/pci/00/00.0",
    "/proc/sys/net/ipv6/conf/eth0/stable_secret",
    "/sys/kernel/debug",
    "/sys/kernel/debug/tracing/trace",
    "/sys/kernel/tracing/trace",
    "/sys/kernel/security/lsm",
    "/sys/fs/bpf/map",
    "/sys/firmware/efi/efivars/Boot0000",
    "/sys/firmware/acpi/tables/DSDT",
    "/sys/bus/pci/devices/0000:00:01.0/config",
    "/sys/bus/pci/devices/0000:00:01.0/resource0",
    "/sys/devices/pci0000:00/0000:00:01.0/rom",
    "/sys/class/iscsi_session/session1/password",
    "/sys/module/nvidia/sections/.text",
  ];
  for (const path of closed) assert.notEqual(forbiddenFact(path), undefined, path);
});

Deno.test("forbiddenFact leaves what collectors need to the grant", () => {
  const open = [
    "/proc/stat",
    "/proc/meminfo",
    "/proc/cmdline",
    "/proc/net/dev",
    "/proc/pressure/cpu",
    "/proc/sys/fs/file-nr",
    "/proc/driver/nvidia/version",
    "/proc/1",
    "/proc/1/net/dev",
    "/proc/1/mountinfo",
    "/proc/4242/cgroup",
    "/proc/4242/stat",
    "/sys/class/hwmon/hwmon0/temp1_input",
    "/sys/class/net/eth0/statistics/rx_bytes",
    "/sys/fs/cgroup/memory.max",
    "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages",
    "/sys/kernel/debugger",
  ];
  for (const path of open) assert.equal(forbiddenFact(path), undefined, path);
});

Deno.test("forbiddenFact answers only for canonical paths below /proc and /sys", () => {
  for (
    const path of ["/etc/passwd", "/", "/procs/stat", "/proc/../etc/passwd", "/proc//stat", ""]
  ) {
    assert.notEqual(forbiddenFact(path), undefined, path);
  }
  const odd = fc.constantFrom("..", ".", "", "a\nb", "\0", "%2e%2E");
  fc.assert(fc.property(odd, (name) => {
    assert.notEqual(forbiddenFact(`/proc/${name}/stat`), undefined);
  }));
});

Deno.test("checkFactPattern judges an item of a manifest", () => {
  const cases: [item: string, problem: RegExp | undefined][] = [
    ["/proc/stat", undefined],
    ["/proc/*/cgroup", undefined],
    ["/proc/**", undefined],
    ["/sys/class/hwmon/hwmon*/temp*_input", undefined],
    ["/sys/class/net/**", undefined],
    ["system:osInfo", undefined],
    ["statfs:/", undefined],
    ["statfs:/models/**", undefined],
    ["/proc/*/environ", /never readable/],
    ["/proc/[0-9]*/root/**", undefined],
    ["/proc/self/stat", /never readable/],
    ["/proc/1/task/**", /never readable/],
    ["/sys/kernel/debug/**", /never readable/],
    ["/sys/bus/pci/devices/*/config", /never readable/],
    ["/proc/../etc/shadow", /canonical/],
    ["/etc/passwd", /below \/proc or \/sys/],
    ["/*/stat", /below \/proc or \/sys/],
    ["/**", /below \/proc or \/sys/],
    ["/proc", /below/],
    ["system:*", /one systeminformation function/],
    ["system:", /one systeminformation function/],
    ["system:os.info", /one systeminformation function/],
    ["statfs:models", /absolute/],
    ["docker:ps", /below \/proc/],
  ];
  for (const [item, problem] of cases) {
    const found = checkFactPattern(item);
    if (problem) assert.match(found ?? "", problem, item);
    else assert.equal(found, undefined, item);
  }
});
