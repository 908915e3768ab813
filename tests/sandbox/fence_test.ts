/** Items 110-113 of the list of attacks: a guest whose Deno was broken, and the fence that is left. */
import assert from "node:assert/strict";
import {
  SYSCALL_NAMES,
  syscallNumber,
} from "../../runtime/kernel/process/isolation/fence/syscall_numbers.ts";
import type { SyscallName } from "../../runtime/kernel/process/isolation/fence/syscall_numbers.ts";
import { syscallFilter } from "../../runtime/kernel/process/isolation/fence/syscall_filter.ts";
import { detectWrappers } from "../../runtime/kernel/process/isolation/detect_wrappers.ts";
import { wrapGuest } from "../../runtime/kernel/process/isolation/wrappers.ts";
import type { Wrappers } from "../../runtime/kernel/process/isolation/wrappers.ts";
import { leaveOut } from "../support/leave_out.ts";
import { needs } from "../support/tools.ts";
import type { Targets } from "./guests/broken_guest.ts";

const PROGRAM = new URL("./guests/broken_guest.ts", import.meta.url).pathname;
const MIB = 1024 * 1024;

const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "llm-monitor-fence-" }));
const found = await detect();
addEventListener("unload", () => Deno.removeSync(dir, { recursive: true }));
const isLeftOut = needs("bwrap", "bubblewrap") ||
  (found.fence === undefined && leaveOut(found.fenceProblem));

/** Detects what bubblewrap makes of the machine that the test runs on. */
async function detect(): Promise<Wrappers> {
  await Deno.chmod(dir, 0o755);
  const callFilters = { offline: `${dir}/offline.bpf`, online: `${dir}/online.bpf` };
  for (const [kind, path] of Object.entries(callFilters)) {
    await Deno.writeFile(
      path,
      syscallFilter(Deno.build.arch, { hasNetwork: kind === "online" }),
    );
  }
  return await detectWrappers({ path: Deno.env.get("PATH") ?? "", guestFiles: [], callFilters });
}

/** The files that the broken guest writes where nothing keeps it from that. */
const WRITTEN = [
  "/llm-monitor-broken-guest",
  "/tmp/llm-monitor-broken-guest",
  `${PROGRAM.slice(0, PROGRAM.lastIndexOf("/"))}/x`,
];

/** Calls whose arguments make them fail for another reason where they are let through. */
const CALLS: Partial<Record<SyscallName, readonly number[]>> = {
  // Families and types of their own: unix, netlink, packet, raw.
  socket: [1, 1],
  // A thread that shares nothing is a process.
  clone3: [0, 0],
  prlimit64: [1, 99],
  ioctl: [-1, 0x5412],
  // The first thing that is wrong with the others is that there is no such descriptor or flag.
  kill: [0, 99],
  reboot: [0],
  sethostname: [0, -1],
  unshare: [0x7fffffff],
  mount: [0, 0, 0, 0, 0],
  personality: [0xffffffff],
};

/** Those that cannot be tried unfenced without an effect, or that Linux itself may refuse. */
const NOT_TRIED: readonly SyscallName[] = ["clone", "fork", "vfork", "vhangup"];
const REFUSED_BY_MANY: readonly SyscallName[] = [
  ...[
    "acct",
    "bpf",
    "chroot",
    "clock_adjtime",
    "adjtimex",
    "clock_settime",
    "settimeofday",
  ] as const,
  ...["delete_module", "fanotify_init", "finit_module", "init_module", "kexec_load"] as const,
  ...["kexec_file_load", "iopl", "ioperm", "lookup_dcookie", "memfd_secret", "mount"] as const,
  ...["mount_setattr", "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount"] as const,
  ...["fspick", "pivot_root", "umount2", "open_by_handle_at", "name_to_handle_at"] as const,
  ...["nfsservctl", "perf_event_open", "quotactl", "quotactl_fd", "reboot", "sethostname"] as const,
  ...["setdomainname", "swapon", "swapoff", "syslog", "sysfs", "uselib", "ustat"] as const,
  ...["userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register"] as const,
  ...["keyctl", "add_key", "request_key", "process_mrelease", "process_madvise"] as const,
  ...["kcmp", "modify_ldt", "migrate_pages", "move_pages", "mbind", "set_mempolicy"] as const,
  ...["get_mempolicy", "clone3", "mq_open", "prlimit64", "unshare", "setns"] as const,
];

function numberedCalls(): Record<string, readonly number[]> {
  return Object.fromEntries(
    SYSCALL_NAMES.filter((name) => !NOT_TRIED.includes(name)).flatMap((name) => {
      const number = syscallNumber(name, Deno.build.arch);
      return number === undefined
        ? []
        : [[name, [number, ...(CALLS[name] ?? [-1, -1, -1, -1, -1])]]];
    }),
  );
}

/** Runs the broken guest behind these words, and returns what it told. */
async function attack(
  words: (reads: readonly string[]) => readonly string[],
): Promise<Record<string, string>> {
  const ownFolder = PROGRAM.slice(0, PROGRAM.lastIndexOf("/"));
  const denoDir = `${dir}/deno_dir`;
  const secret = `${dir}/staged/neighbour/secret`;
  for (const path of [denoDir, `${dir}/staged/neighbour`]) {
    await Deno.mkdir(path, { recursive: true });
  }
  await Deno.writeTextFile(secret, "secret");
  await Deno.writeTextFile(`${dir}/secret`, "secret");
  const socket = `${dir}/socket`;
  using tcp = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  using unix = Deno.listen({ transport: "unix", path: socket });
  await Deno.chmod(socket, 0o777);
  const targets: Targets = {
    neighbour: secret,
    stateDir: dir,
    ownFolder,
    port: tcp.addr.port,
    socket,
    calls: numberedCalls(),
  };
  const [program = "", ...args] = [
    ...words([Deno.execPath(), ownFolder, denoDir]),
    ...[Deno.execPath(), "run", "-A", "--quiet", "--no-config", "--no-lock"],
    ...["--v8-flags=--max-heap-size=64", PROGRAM, JSON.stringify(targets)],
  ];
  const { stdout, stderr } = await new Deno.Command(program, {
    args,
    clearEnv: true,
    cwd: "/",
    env: { DENO_DIR: denoDir, NO_COLOR: "1" },
  }).output();
  unix.close();
  await Deno.remove(socket).catch(() => {});
  const text = new TextDecoder().decode(stdout);
  assert.notEqual(text, "", new TextDecoder().decode(stderr));
  return JSON.parse(text) as Record<string, string>;
}

/** The words of a guest's fence, as the kernel puts them. */
function fenced(wrappers: Wrappers, hasNetwork: boolean) {
  return (reads: readonly string[]) =>
    wrapGuest(wrappers, { name: "broken", memoryBytes: 64 * MIB, hasNetwork, reads });
}

function listReached(answers: Record<string, string>): string[] {
  return Object.entries(answers).filter(([, what]) => what === "reached").map(([name]) => name);
}

/** With the user that a plugin gets where it can have one, and with our own. */
const USERS = found.ownUser ? [true, false] : [false];

for (const ownUser of USERS) {
  const as = ownUser ? "a user of its own" : "our user";
  const wrappers: Wrappers = { ...found, ownUser };

  Deno.test({
    name: `items 110-112: as ${as}, a guest whose Deno is broken reaches nothing behind the fence`,
    ignore: isLeftOut,
    fn: async () => {
      const answers = await attack(fenced(wrappers, false));
      assert.deepEqual(listReached(answers), []);
      assert.ok(Object.keys(answers).length >= 90, `${Object.keys(answers).length} were tried`);
    },
  });

  Deno.test({
    name: `item 113: as ${as}, one with a network connects, and does nothing else with it`,
    ignore: isLeftOut,
    fn: async () => {
      assert.deepEqual(listReached(await attack(fenced(wrappers, true))), ["connect"]);
    },
  });
}

Deno.test({
  name: "what the fence keeps from a guest is reached where there is none",
  ignore: isLeftOut,
  fn: async () => {
    const answers = await attack(() => []);
    for (const path of ["/tmp/llm-monitor-broken-folder", ...WRITTEN]) {
      await Deno.remove(path).catch(() => {});
    }
    const refused = Object.keys(answers).filter((name) => answers[name] !== "reached");
    const expected = [
      ...REFUSED_BY_MANY,
      // Deno's own rule, which no permission lifts.
      "read through the root of process 1",
      ...(Deno.uid() === 0 ? [] : [
        "list /home",
        "open /dev/kmsg",
        "write to the root",
      ]),
    ];
    assert.deepEqual(refused.filter((name) => !expected.includes(name)), []);
  },
});
