/** Items 41, 42, 47-61, 94 of the list of attacks: what a plugin may try to use up. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { Monitor } from "../support/monitor.ts";
import { descendantsOf, survivors } from "../support/processes.ts";
import { TempProject } from "../support/temp_project.ts";
import { addBadPlugin, readReached } from "./bad_plugins.ts";
import { attackTogether, codeOf, underAttack } from "./under_attack.ts";

/** A resource that a bad plugin tries to use up, and the code under which it is reported. */
interface Hog {
  readonly items: string;
  readonly code: string;
  readonly orElse?: readonly string[];
}

/** Bad plugins, a few together. */
const HOGS: Readonly<Record<string, Readonly<Record<string, Hog>>>> = {
  "plugins that wait for ever": {
    stops_itself: { items: "41", code: "call_timeout" },
    waits: { items: "47", code: "call_timeout" },
    waits_at_load: { items: "48", code: "start_timeout" },
    waits_on_an_atomic: { items: "50", code: "call_timeout" },
    opens_files: { items: "57", code: "failure" },
  },
  "plugins that reach for what is closed to them": {
    fills_the_disk: { items: "94", code: "load_failed" },
    starts_workers: { items: "54", code: "failure" },
    spins_in_a_worker: { items: "55", code: "failure" },
  },
  "plugins that loop": {
    ignores_sigterm: { items: "42", code: "call_timeout" },
    loops: { items: "47", code: "call_timeout" },
    loops_at_load: { items: "48", code: "start_timeout" },
  },
  "plugins that loop elsewhere": {
    spins_in_microtasks: { items: "49", code: "call_timeout" },
    matches_for_ever: { items: "50", code: "call_timeout" },
    loops_in_webassembly: { items: "50", code: "call_timeout" },
  },
};

/** They are given the time to come to their limits, also where they get little of the CPU. */
const HOARDERS: Readonly<Record<string, Readonly<Record<string, Hog>>>> = {
  "plugins that hoard in the heap": {
    hoards_microtasks: { items: "49", code: "out_of_memory" },
    hoards_heap: { items: "51", code: "out_of_memory" },
  },
  "plugins that hoard beside the heap": {
    // The data segment ends what it can get; what it holds then is too much. Where V8 itself wants
    // the next piece before that is seen, it ends the process; where Deno wants a thread, it exits.
    hoards_buffers: { items: "52", code: "memory_limit", orElse: ["out_of_memory", "exit"] },
    hoards_slowly: { items: "52", code: "memory_limit" },
    hoards_webassembly: {
      items: "53",
      code: "memory_limit",
      orElse: ["out_of_memory", "exit"],
    },
  },
};

for (const [title, plugins] of Object.entries({ ...HOGS, ...HOARDERS })) {
  const patient = Object.keys(HOARDERS[title] ?? {}).map((name) =>
    [name, { interval: "60s", timeout: "60s" }] as const
  );
  attackTogether({
    title: `${title} cost only themselves`,
    plugins,
    titleOf: (name, { items, code }) => `item ${items}: ${name} is reported as ${code}`,
    judge: async (monitor, name, { code, orElse }) => {
      const found = String(await codeOf(monitor, name));
      if (!orElse?.includes(found)) assert.equal(found, code);
    },
    config: { plugins: Object.fromEntries(patient) },
  });
}

const BURNERS: Readonly<Record<string, { items: string }>> = {
  spins_between_collections: { items: "56" },
};

const CPU_LIMIT = 0.5;
const CPU_WINDOW_MS = 4_000;
/** After this time, a plugin to which others leave no processor counts as held down. */
const HELD_DOWN_MS = 30_000;

for (const [name, { items }] of Object.entries(BURNERS)) {
  Deno.test(`item ${items}: ${name} is warned of, and ended as cpu_limit`, async () => {
    await underAttack([name], async (monitor) => {
      const end = await eventually("it is ended, or has little", endOrShare(monitor, name));
      if (typeof end === "number") return assert.ok(end < CPU_LIMIT, `it has ${end} of a CPU`);
      assert.equal(end, "cpu_limit");
      await monitor.untilLogged(/uses the CPU without pause, and will be ended/);
    }, { config: { supervisor: { cpuWindow: `${CPU_WINDOW_MS}ms`, cpuLimit: CPU_LIMIT } } });
  });
}

/** Asks for the code under which a plugin was ended, or for its share of a CPU after a long while. */
function endOrShare(monitor: Monitor, name: string): () => Promise<string | number | undefined> {
  const series = `llm_monitor_plugin_cpu_seconds_total{plugin="${name}"}`;
  let first: { readonly atMs: number; readonly seconds: number } | undefined;
  return async () => {
    const code = (await monitor.plugin(name))?.last_error?.code;
    if (code !== undefined) return code;
    const [atMs, seconds] = [performance.now(), await monitor.value(series)];
    if (seconds === undefined) return undefined;
    first ??= { atMs, seconds };
    const passedMs = atMs - first.atMs;
    return passedMs < HELD_DOWN_MS ? undefined : (seconds - first.seconds) / (passedMs / 1_000);
  };
}

Deno.test("items 58, 59: nothing is stored for later, for others, or on the disk", async () => {
  await underAttack(["stores_data"], async (monitor) => {
    const reached = await eventually("it has tried", async () => {
      const map = readReached(await monitor.metrics(), "stores_data");
      return map.size > 0 && map;
    });
    assert.deepEqual([...reached].filter(([, value]) => value !== 0), []);
    assert.ok(reached.size >= 9, `${reached.size} attempts were made`);
  });
});

Deno.test("item 60: a plugin that loops does not outlive its kernel", async () => {
  const project = await TempProject.create();
  await addBadPlugin(project, "loops");
  const monitor = await Monitor.start(project);
  await monitor.untilState("loops", "collecting");
  const { pid } = await monitor.plugin("loops") ?? {};
  const guests = (await descendantsOf(monitor.pid)).filter((process) => process.pid === pid);
  assert.equal(guests.length, 1);
  monitor.signal("SIGKILL");
  await monitor.exited();
  await eventually("it is gone", async () => (await survivors(guests)).length === 0, 20_000);
  await project.remove();
});

Deno.test("item 61: a plugin that crashes again and again is quarantined", async () => {
  await underAttack(["exits"], async (monitor) => {
    const bad = await monitor.untilState("exits", "quarantined");
    assert.equal(bad.last_error?.code, "exit");
    assert.equal(bad.restarts, 5);
    await eventually(
      "the state is a metric",
      async () =>
        await monitor.value('llm_monitor_plugin_state{plugin="exits",state="quarantined"}') === 1,
    );
  }, { config: { supervisor: { backoffInitial: "50ms", backoffMax: "200ms" } } });
});
