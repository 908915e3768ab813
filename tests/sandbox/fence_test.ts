/** Items 110-113 of the list of attacks: a guest whose Deno was broken, and the fence that is left. */
import assert from "node:assert/strict";
import {
  SYSCALL_NAMES,
  syscallNumber,
} from "../../runtime/kernel/process/isolation/fence/syscall_numbers.ts";
import type { SyscallName } from "../../runtime/kernel/process/isolation/fence/syscall_numbers.ts";
import { wrapGuest } from "../../runtime/kernel/process/isolation/wrappers.ts";
import type { Wrappers } from "../../runtime/kernel/process/isolation/wrappers.ts";
import { detectHere } from "../support/detect_here.ts";
import { linkPrograms } from "../support/link_programs.ts";
import { needs, needsWorking, run } from "../support/tools.ts";
import type { Targets } from "./guests/broken_guest.ts";

const PROGRAM = new URL("./guests/broken_guest.ts", import.meta.url).pathname;
const MIB = 1024 * 1024;

const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "llm-monitor-fence-" }));
await Deno.chmod(dir, 0o755);
addEventListener("unload", () => Deno.removeSync(dir, { recursive: true }));

/** The fence in both of its forms: bubblewrap, and Landlock where that is not on the PATH. */
const [bubblewrap, landlock] = [await detectHere(dir), await detectHere(dir, await landlockPath())];
const isLeftOut = needs("bwrap", "bubblewrap") || needsWorking(bubblewrap.fenceProblem);
const FORMS = [
  { form: "bubblewrap", found: bubblewrap, isLeftOut, reached: [] },
  {
    form: "Landlock",
    found: landlock,
    isLeftOut: needsWorking(landlockProblem(landlock)),
    reached: ["read its own environment"],
  },
];

/** A PATH without bubblewrap; its `setpriv` is the machine's where that knows Landlock. */
async function landlockPath(): Promise<string> {
  const bin = await linkPrograms(`${dir}/bin`, ["setsid", "prlimit", "unshare", "cat"]);
  await Deno.chmod(bin, 0o755);
  const { output } = await run("setpriv", ["--help"]);
  if (output.includes("--seccomp-filter")) return await linkPrograms(bin, ["setpriv"]);
  await Deno.copyFile(new URL("landlock_setpriv.pl", import.meta.url), `${bin}/setpriv`);
  await Deno.chmod(`${bin}/setpriv`, 0o755);
  return bin;
}

function landlockProblem({ landlock }: Wrappers): string {
  if (landlock === undefined) {
    return "Landlock does not work here: Linux 6.2 with its module, perl";
  }
  return landlock.filters === undefined ? "setpriv loads no filter of system calls here" : "";
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

for (const { form, found, isLeftOut, reached } of FORMS) {
  // With the user that a plugin gets where it can have one, and with our own.
  for (const ownUser of found.ownUser ? [true, false] : [false]) {
    const as = ownUser ? "a user of its own" : "our user";
    const wrappers: Wrappers = { ...found, ownUser };

    Deno.test({
      name: `items 110-112: as ${as}, a guest whose Deno is broken reaches nothing behind ${form}`,
      ignore: isLeftOut,
      fn: async () => {
        const answers = await attack(fenced(wrappers, false));
        assert.deepEqual(listReached(answers), reached);
        assert.ok(Object.keys(answers).length >= 90, `${Object.keys(answers).length} were tried`);
      },
    });

    Deno.test({
      name: `item 113: as ${as}, one with a network connects behind ${form}, and does nothing else`,
      ignore: isLeftOut,
      fn: async () => {
        const answers = await attack(fenced(wrappers, true));
        assert.deepEqual(listReached(answers), [...reached, "connect"]);
      },
    });
  }
}

/** A guest that measures its memory, finds a host by name and reads the time zone. */
const EXPECTS = `
  const { port } = JSON.parse(Deno.args[0]);
  (await Deno.connect({ hostname: "localhost", port })).close();
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  console.log(JSON.stringify([Deno.memoryUsage().rss > 1_000_000, timeZone]));`;

for (const { form, found, isLeftOut } of FORMS) {
  Deno.test({
    name:
      `behind ${form} a guest measures its memory, finds hosts by name, and knows the time zone`,
    ignore: isLeftOut,
    fn: async () => {
      using listener = Deno.listen({ port: 0 });
      const folder = await Deno.makeTempDir({ dir });
      await Deno.chmod(folder, 0o755);
      await Deno.writeTextFile(`${folder}/mod.js`, EXPECTS);
      const { output } = await run(...splitCommand([
        ...fenced(found, true)([Deno.execPath(), folder]),
        ...[Deno.execPath(), "run", "-A", "--quiet", "--no-config", `${folder}/mod.js`],
        JSON.stringify({ port: listener.addr.port }),
      ]));
      const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
      assert.equal(output, `${JSON.stringify([true, timeZone])}\n`);
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

function splitCommand([program = "", ...args]: readonly string[]): [string, readonly string[]] {
  return [program, args];
}
