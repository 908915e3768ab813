/** Items 41, 42, 47-61 of the list of attacks: what a plugin may try to use up. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";
import type { PluginText } from "../support/temp_project.ts";

const FOREVER = "await new Promise(() => { setInterval(() => {}, 1000); });";
const RESULT = 'return new FamilySet().gauge("llm_monitor_bad_value_ratio", {}, 1).families();';

/** A worker that spins, and one that loads nothing from anywhere. */
const SPIN = `new Worker("data:text/javascript,while(true){}", { type: "module" });`;

const SINS: Record<string, { item: string; reasons: readonly string[]; text: PluginText }> = {
  "stops itself": {
    item: "41",
    reasons: ["call_timeout"],
    text: { collect: `try { Deno.kill(Deno.pid, "SIGSTOP"); } catch {} ${FOREVER}` },
  },
  "ignores SIGTERM": {
    item: "42",
    reasons: ["call_timeout"],
    text: { collect: `Deno.addSignalListener("SIGTERM", () => {}); ${FOREVER}` },
  },
  "spins in microtasks": {
    item: "49",
    reasons: ["call_timeout", "out_of_memory"],
    text: { collect: "const spin = () => Promise.resolve().then(spin); await spin();" },
  },
  "waits on an atomic": {
    item: "50",
    reasons: ["call_timeout"],
    text: { collect: "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);" },
  },
  "matches an expression that never ends": {
    item: "50",
    reasons: ["call_timeout"],
    text: { collect: '/^(a+)+$/.test("a".repeat(60) + "b");' },
  },
  "loads for ever at the top": {
    item: "48",
    reasons: ["start_timeout"],
    text: { top: "await new Promise(() => { setInterval(() => {}, 1000); });" },
  },
  "hoards array buffers": {
    item: "52",
    reasons: ["failure", "memory_limit", "out_of_memory", "exit", "signal"],
    text: {
      collect:
        "const hoard = []; while (true) hoard.push(new Uint8Array(16 * 1024 * 1024).fill(1));",
    },
  },
  "hoards WebAssembly memory": {
    item: "53",
    reasons: ["failure", "memory_limit", "out_of_memory", "exit", "signal"],
    text: {
      collect: `const hoard = [];
        while (true) {
          const memory = new WebAssembly.Memory({ initial: 1024 });
          new Uint8Array(memory.buffer).fill(1);
          hoard.push(memory);
        }`,
    },
  },
  "starts two thousand workers": {
    item: "54",
    reasons: ["failure", "memory_limit", "out_of_memory", "exit", "signal", "call_timeout"],
    text: { collect: `for (let i = 0; i < 2000; i++) ${SPIN} ${FOREVER}` },
  },
  "opens files without end": {
    item: "57",
    reasons: ["failure", "exit", "call_timeout"],
    text: {
      collect:
        "const open = []; while (true) open.push(await Deno.open(new URL(import.meta.url)));",
    },
  },
  "floods without a frame's end": {
    item: "62",
    reasons: ["frame_too_large"],
    text: {
      collect: 'while (true) Deno.stdout.writeSync(new TextEncoder().encode("x".repeat(65536)));',
    },
  },
};

for (const [sin, { item, reasons, text }] of Object.entries(SINS)) {
  Deno.test(`item ${item}: a plugin that ${sin} costs only itself`, async () => {
    await withMonitor(async (project) => {
      await project.writePlugin("good");
      await project.writePlugin("bad", text);
    }, async (monitor) => {
      const bad = await eventually("it is reported", async () => {
        const plugin = await monitor.plugin("bad");
        return plugin?.last_error ? plugin : undefined;
      }, 20_000);
      assert.ok(
        reasons.includes(bad.last_error?.code ?? ""),
        `${bad.last_error?.code}: ${bad.last_error?.message}`,
      );
      await eventually(
        "the good one collects",
        async () => await monitor.value("llm_monitor_good_value_ratio") === 0.5,
      );
    });
  });
}

for (
  const [item, sin, text] of [
    [
      "55",
      "spins in a worker while it answers",
      `if (!globalThis.spun) { globalThis.spun = ${SPIN} }`,
    ],
    [
      "56",
      "spins between its collections",
      "globalThis.hog ??= setInterval(() => { const end = Date.now() + 95; while (Date.now() < end); }, 100);",
    ],
  ] as const
) {
  Deno.test(`item ${item}: a plugin that ${sin} is warned of, and ended`, async () => {
    await withMonitor(async (project) => {
      await project.writeConfig("supervisor: { cpuWindow: 4s, cpuLimit: 0.5 }\n");
      await project.writePlugin("good");
      // With less memory a worker cannot even start.
      const manifest = "memory: 512MiB\n";
      await project.writePlugin("bad", { collect: `${text} ${RESULT}`, manifest });
    }, async (monitor) => {
      await monitor.untilLogged(/uses the CPU without rest, and is ended/);
      const bad = await eventually("it is ended", async () => {
        const plugin = await monitor.plugin("bad");
        return plugin?.last_stop ? plugin : undefined;
      }, 20_000);
      assert.equal(bad.last_stop?.reason, "cpu_limit");
      assert.equal(await monitor.value("llm_monitor_good_value_ratio"), 0.5);
    });
  });
}

Deno.test("items 58, 59: nothing is stored for later, for others, or on the disk", async () => {
  const tries = [
    'localStorage.setItem("x", "y")',
    '(await caches.open("x")).put("https://a.invalid/", new Response("y"))',
    "await Deno.openKv()",
    'await Deno.openKv("/tmp/llm-monitor-kv")',
    "await navigator.storage.getDirectory()",
    'Deno.writeTextFileSync(`${Deno.execPath()}.x`, "y")',
  ];
  const attempts = tries.map((source) => `try { ${source}; reached++; } catch {}`).join("\n");
  await withMonitor(async (project) => {
    await project.writePlugin("bad", {
      collect: `let reached = 0; ${attempts}
        return new FamilySet().gauge("llm_monitor_bad_value_ratio", {}, reached).families();`,
    });
  }, async (monitor) => {
    await monitor.untilReady();
    assert.equal((await monitor.plugin("bad"))?.last_error, null);
    assert.equal(await monitor.value("llm_monitor_bad_value_ratio"), 0);
  });
});

Deno.test("item 61: a plugin that crashes again and again is quarantined", async () => {
  await withMonitor(async (project) => {
    await project.writeConfig("supervisor: { backoffInitial: 50ms, backoffMax: 200ms }\n");
    await project.writePlugin("bad", { collect: "Deno.exit(9);" });
  }, async (monitor) => {
    const bad = await monitor.untilState("bad", "quarantined");
    assert.equal(bad.restarts, 5);
    await eventually(
      "the state is a metric",
      async () =>
        await monitor.value('llm_monitor_plugin_state{plugin="bad",state="quarantined"}') === 1,
    );
  });
});
