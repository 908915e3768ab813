import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { syscallFilter } from "./syscall_filter.ts";
import { ARCHS, SYSCALL_NAMES, syscallNumber } from "./syscall_numbers.ts";
import type { Arch, SyscallName } from "./syscall_numbers.ts";
import { runFilter } from "./testing_bpf.ts";

const ALLOW = 0x7fff0000;
const EPERM = 0x50001;
const ENOSYS = 0x50026;
const KILL = 0x80000000;
/** Of these some forms are allowed. */
const BY_ARGUMENTS: readonly SyscallName[] = ["clone", "ioctl", "prlimit64", "socket"];
const BOTH = Object.keys(ARCHS) as Arch[];

/** Returns the verdict on a call by its name; undefined where the processor has none. */
function judge(
  arch: Arch,
  name: SyscallName,
  args: readonly number[] = [],
  hasNetwork = false,
): number | undefined {
  const number = syscallNumber(name, arch);
  const { auditArch } = ARCHS[arch];
  if (number === undefined) return undefined;
  return runFilter(syscallFilter(arch, { hasNetwork }), { auditArch, number, args });
}

for (const arch of BOTH) {
  const { auditArch } = ARCHS[arch];

  Deno.test(`${arch}: every call of the table is refused, but for the forms that a guest needs`, () => {
    for (const name of SYSCALL_NAMES) {
      if (BY_ARGUMENTS.includes(name)) continue;
      const found = judge(arch, name);
      const expected = name === "clone3" ? ENOSYS : EPERM;
      assert.ok(found === undefined || found === expected, `${name}: ${found}`);
    }
  });

  Deno.test(`${arch}: no other known call is refused, and no unknown one is allowed`, () => {
    const named = SYSCALL_NAMES.map((name) => syscallNumber(name, arch));
    const filter = syscallFilter(arch, { hasNetwork: false });
    for (let number = 0; number <= 452; number++) {
      if (named.includes(number)) continue;
      assert.equal(runFilter(filter, { auditArch, number }), ALLOW, `${number}`);
    }
    // The x32 table of x86_64 begins at 2^30.
    for (const number of [453, 462, 0x3fffffff, 0x40000000, 0x40000000 + 41, 0xffffffff]) {
      assert.equal(runFilter(filter, { auditArch, number }), ENOSYS, `${number}`);
    }
  });

  Deno.test(`${arch}: a call by another processor's table ends the process`, () => {
    const filter = syscallFilter(arch, { hasNetwork: true });
    for (const other of [0x40000003, 0xc00000b7, 0xc000003e, 0].filter((id) => id !== auditArch)) {
      assert.equal(runFilter(filter, { auditArch: other, number: 0 }), KILL);
    }
  });

  Deno.test(`${arch}: threads are made, processes and namespaces are not`, () => {
    // What glibc asks for: a thread, fork, posix_spawn.
    assert.equal(judge(arch, "clone", [0x3d0f00]), ALLOW);
    assert.equal(judge(arch, "clone", [0x1200011]), EPERM);
    assert.equal(judge(arch, "clone", [0x4111]), EPERM);
    for (
      const flag of [
        0x80,
        0x20000,
        0x2000000,
        0x4000000,
        0x8000000,
        0x10000000,
        0x20000000,
        0x40000000,
      ]
    ) {
      assert.equal(judge(arch, "clone", [0x3d0f00 | flag]), EPERM, flag.toString(16));
    }
  });

  Deno.test(`${arch}: limits are those of the caller, and nothing is typed into terminals`, () => {
    assert.equal(judge(arch, "prlimit64", [0]), ALLOW);
    assert.equal(judge(arch, "prlimit64", [1]), EPERM);
    assert.equal(judge(arch, "ioctl", [0, 0x5401]), ALLOW);
    assert.equal(judge(arch, "ioctl", [0, 0x5412]), EPERM);
    assert.equal(judge(arch, "ioctl", [0, 0x541c]), EPERM);
    // Linux looks at the low half alone.
    assert.equal(judge(arch, "ioctl", [0, 0x1_0000_5412]), EPERM);
  });

  Deno.test(`${arch}: sockets are of the internet alone, and of guests with a network`, () => {
    const CLOSE_ON_EXEC = 0o2000000;
    for (const family of [2, 10]) {
      for (const type of [1, 2, 1 | CLOSE_ON_EXEC]) {
        assert.equal(judge(arch, "socket", [family, type], true), ALLOW);
        assert.equal(judge(arch, "socket", [family, type], false), EPERM);
      }
      assert.equal(judge(arch, "socket", [family, 3], true), EPERM, "raw");
    }
    // unix, netlink, packet, kernel crypto, vsock, Bluetooth
    for (const family of [1, 16, 17, 38, 40, 31]) {
      assert.equal(judge(arch, "socket", [family, 1], true), EPERM, `${family}`);
    }
  });
}

Deno.test("the filters are, byte for byte, the programs that were tried behind bubblewrap", () => {
  const digests = BOTH.flatMap((arch) =>
    [false, true].map((hasNetwork) => {
      const program = syscallFilter(arch, { hasNetwork });
      const digest = createHash("sha256").update(program).digest("hex").slice(0, 16);
      return `${arch} ${hasNetwork ? "online" : "offline"} ${program.length / 8} ${digest}`;
    })
  );
  assert.deepEqual(digests, [
    "x86_64 offline 206 3db8031d7ecff703",
    "x86_64 online 214 f0b8f2202fdfc2be",
    "aarch64 offline 190 e19f7f08509f94d2",
    "aarch64 online 198 aff7157d41f7f4eb",
  ]);
});

Deno.test("the numbers of this processor are those of its headers, where they are installed", async () => {
  const file = "/usr/include/x86_64-linux-gnu/asm/unistd_64.h";
  const text = Deno.build.arch === "x86_64" ? await readIfThere(file) : undefined;
  if (text === undefined) return;
  const header = new Map(
    [...text.matchAll(/^#define __NR_(\w+) (\d+)$/gm)].map((
      [, name, number],
    ) => [name, Number(number)]),
  );
  for (const name of SYSCALL_NAMES) {
    assert.equal(syscallNumber(name, "x86_64"), header.get(name), name);
  }
});

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
