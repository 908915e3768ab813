/** The layers around a guest: what the status and the metric say is what /proc shows of its process. */
import assert from "node:assert/strict";
import { withMonitor } from "../support/monitor.ts";

/** What a layer does to a process, as /proc shows it; `own` is the kernel of the test. */
const SHOWN: Record<string, (guest: Shown, own: Shown) => boolean> = {
  raised_priority: (guest, own) =>
    own.niceness < 0 && guest.niceness === 0 && /nice -|^$/.test(own.autogroup),
  oom_protection: (_guest, own) => own.oomScore < 0,
  // What lowers one is the test of a guest that spins; here it has the priority of everybody else.
  lower_priority: (guest) => guest.niceness >= 0 && /nice 0|^$/.test(guest.autogroup),
  starvation_clock: ({ schedstat }) => /^[1-9]\d* \d+ \d+$/.test(schedstat),
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
    /^NoNewPrivs:\t1$/m.test(status) && /^CapEff:\t0+$/m.test(status),
  // What shows it is the test of item 60; here it has at least the kernel for a parent.
  parent_death_signal: (guest, own) => guest.parent === own.pid,
  own_user: (guest, own) => guest.uid !== own.uid && guest.uid > 1_000,
};

Deno.test("every layer that is said to be active is seen at a running guest, and the reverse", async () => {
  await withMonitor((project) => project.writePlugin("good"), async (monitor) => {
    const { pid } = await monitor.untilState("good", "idle");
    assert.ok(pid);
    const own = await shownOf(monitor.pid);
    const guest = await shownOf(pid);
    const { isolation } = await monitor.status();
    assert.deepEqual(isolation.map(({ name }) => name).sort(), Object.keys(SHOWN).sort());
    const text = await monitor.metrics();
    for (const { name, active, detail } of isolation) {
      assert.equal(SHOWN[name]?.(guest, own), active, `${name}: ${detail}`);
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
  readonly parent: number;
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
}

async function shownOf(pid: number): Promise<Shown> {
  const read = (file: string) => Deno.readTextFile(`/proc/${pid}/${file}`);
  const [stat, status, limits, command, oomScore, schedstat] = await Promise.all(
    ["stat", "status", "limits", "cmdline", "oom_score_adj", `task/${pid}/schedstat`].map(read),
  );
  const fields = (stat ?? "").slice((stat ?? "").lastIndexOf(")") + 2).split(" ");
  const namespace = (kind: string) => Deno.readLink(`/proc/${pid}/ns/${kind}`);
  return {
    pid,
    parent: Number(fields[1]),
    niceness: Number(fields[16]),
    uid: Number(/^Uid:\t(\d+)/m.exec(status ?? "")?.[1]),
    oomScore: Number(oomScore),
    status: status ?? "",
    limits: limits ?? "",
    schedstat: (schedstat ?? "").trim(),
    command: (command ?? "").replaceAll("\0", " "),
    autogroup: await autogroupOf(read),
    ipc: await namespace("ipc"),
    uts: await namespace("uts"),
    net: await namespace("net"),
  };
}

async function autogroupOf(read: (file: string) => Promise<string>): Promise<string> {
  try {
    return /nice -?\d+/.exec(await read("autogroup"))?.[0] ?? "";
  } catch (error) {
    // A kernel without autogroups.
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
