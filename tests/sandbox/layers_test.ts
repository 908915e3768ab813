/** The layers around a guest: what the status and the metric say is what /proc shows of its process. */
import assert from "node:assert/strict";
import { withMonitor } from "../support/monitor.ts";

/** All that a guest without a grant sees of the file system, whose root is empty. */
const VISIBLE = new RegExp(
  "^(/|/usr/(local/)?lib(64)?|/lib(64)?|/etc/ld.so.cache|/proc/self/(maps|statm)|.*/deno|/usr/s?bin/setpriv|.*/(import_map.json|" +
    "guest_deno_dir|staged/good/[0-9a-f]+|transpiled/good|runtime/(guest|wire|contract|sdk)))$",
);
const DEVICES = /^\/dev\/(null|urandom)$/;

/** The effect of each layer on a process, as /proc shows it; `own` is the kernel of the test. */
const SHOWN: Record<string, ((guest: Shown, own: Shown) => boolean) | undefined> = {
  raised_priority: (guest, own) =>
    own.niceness < 0 && guest.niceness === 0 && /nice -|^$/.test(own.autogroup),
  oom_protection: (_guest, own) => own.oomScore < 0,
  // What lowers one is the test of a guest that spins; here it has the priority of everybody else.
  lower_priority: (guest) => guest.niceness >= 0 && /nice 0|^$/.test(guest.autogroup),
  starvation_clock: ({ schedstat }) => /^[1-9]\d* \d+ \d+$/.test(schedstat),
  // Landlock is not seen from outside: what shows it is the test of items 110-112.
  filesystem_fence: undefined,
  mount_namespace: ({ mounts }) =>
    mounts.some(({ path }) => path.endsWith("/runtime/guest")) &&
    mounts.every(({ path, isReadOnly }) => isReadOnly ? VISIBLE.test(path) : DEVICES.test(path)),
  syscall_filter: ({ status }, own) =>
    /^Seccomp:\t2$/m.test(status) && /^Seccomp:\t0$/m.test(own.status),
  // What shows it is the test of item 95; here nothing is left open by the launcher.
  sealed_descriptors: () => true,
  resource_limits: ({ limits }) =>
    /^Max data size +\d+ +\d+ +bytes/m.test(limits) &&
    /^Max open files +256 +256 /m.test(limits) &&
    /^Max file size +65536 +65536 /m.test(limits) &&
    /^Max core file size +0 +0 /m.test(limits),
  namespaces: (guest, own) => guest.ipc !== own.ipc && guest.uts !== own.uts,
  no_network: (guest, own) => guest.net !== own.net,
  no_new_privileges: ({ status }) =>
    /^NoNewPrivs:\t1$/m.test(status) && /^CapEff:\t0+$/m.test(status) &&
    (Deno.uid() !== 0 || /^CapBnd:\t0+$/m.test(status)),
  // What shows it is the test of item 60; here it descends at least from the kernel.
  parent_death_signal: (guest, own) => guest.ancestors.includes(own.pid),
  own_user: (guest, own) => guest.uid !== own.uid && guest.uid > 1_000,
};

Deno.test("every layer that is said to be active is seen at a running guest, and the reverse", async () => {
  await withMonitor((project) => project.writePlugin("good"), async (monitor) => {
    const { pid } = await monitor.untilState("good", "idle");
    assert.ok(pid);
    const own = await readShown(monitor.pid);
    const guest = await readShown(pid);
    const { isolation } = await monitor.status();
    assert.deepEqual(isolation.map(({ name }) => name).sort(), Object.keys(SHOWN).sort());
    const text = await monitor.metrics();
    for (const { name, active, detail } of isolation) {
      const show = SHOWN[name];
      if (show !== undefined) assert.equal(show(guest, own), active, `${name}: ${detail}`);
      assert.equal(detail === "", active);
      const line = `llm_monitor_plugin_isolation{layer="${name}"} ${active ? 1 : 0}`;
      assert.ok(text.split("\n").includes(line), line);
    }
    assert.equal(guest.oomScore, 500);
    assert.match(guest.command, /--max-heap-size=64/);
  });
});

interface Shown {
  readonly pid: number;
  readonly ancestors: readonly number[];
  readonly niceness: number;
  readonly uid: number;
  readonly oomScore: number;
  readonly status: string;
  readonly limits: string;
  readonly command: string;
  readonly schedstat: string;
  /** Without its number, which differs for each session; empty where there are none. */
  readonly autogroup: string;
  readonly ipc: string;
  readonly uts: string;
  readonly net: string;
  readonly mounts: readonly { readonly path: string; readonly isReadOnly: boolean }[];
}

async function readShown(pid: number): Promise<Shown> {
  const read = (file: string) => Deno.readTextFile(`/proc/${pid}/${file}`);
  const [stat, status, limits, command, oomScore, schedstat] = await Promise.all(
    ["stat", "status", "limits", "cmdline", "oom_score_adj", `task/${pid}/schedstat`].map(read),
  );
  const fields = (stat ?? "").slice((stat ?? "").lastIndexOf(")") + 2).split(" ");
  const namespace = (kind: string) => Deno.readLink(`/proc/${pid}/ns/${kind}`);
  return {
    pid,
    ancestors: await listAncestors(pid),
    niceness: Number(fields[16]),
    uid: Number(/^Uid:\t(\d+)/m.exec(status ?? "")?.[1]),
    oomScore: Number(oomScore),
    status: status ?? "",
    limits: limits ?? "",
    schedstat: (schedstat ?? "").trim(),
    command: (command ?? "").replaceAll("\0", " "),
    autogroup: await readAutogroup(read),
    ipc: await namespace("ipc"),
    uts: await namespace("uts"),
    net: await namespace("net"),
    mounts: (await read("mountinfo")).trim().split("\n").map((line) => {
      const [, , , , path = "", options = ""] = line.split(" ");
      return { path, isReadOnly: options.split(",").includes("ro") };
    }),
  };
}

async function listAncestors(pid: number): Promise<number[]> {
  const found: number[] = [];
  for (let parent = pid; parent > 1;) {
    const status = await Deno.readTextFile(`/proc/${parent}/status`);
    parent = Number(/^PPid:\t(\d+)/m.exec(status)?.[1]);
    found.push(parent);
  }
  return found;
}

async function readAutogroup(read: (file: string) => Promise<string>): Promise<string> {
  try {
    return /nice -?\d+/.exec(await read("autogroup"))?.[0] ?? "";
  } catch (error) {
    // A kernel without autogroups.
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
