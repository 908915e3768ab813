import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";
import type { PluginText } from "../support/temp_project.ts";

const raw = (bytes: string) => `Deno.stdout.writeSync(${bytes});`;
const frame = (json: string) =>
  raw(
    `(() => { const body = new TextEncoder().encode(${json}); const all = new Uint8Array(4 + body.length);
    new DataView(all.buffer).setUint32(0, body.length); all.set(body, 4); return all; })()`,
  );

/** What a plugin does, and the code under which the host reports it. */
const SINS: Record<string, { reason: string; text: PluginText }> = {
  exits: { reason: "exit", text: { collect: "Deno.exit(3);" } },
  throws: { reason: "failure", text: { collect: "throw new Error('target is down');" } },
  rejects: {
    reason: "exit",
    text: { collect: "Promise.reject(new Error('lost')); await new Promise(() => {});" },
  },
  loops: { reason: "call_timeout", text: { collect: "while (true) {}" } },
  waits: { reason: "call_timeout", text: { collect: "await new Promise(() => {});" } },
  unloadable: { reason: "load_failed", text: { top: "throw new Error('no');" } },
  slow_load: { reason: "start_timeout", text: { top: "while (true) {}" } },
  floods_frames: {
    reason: "unsolicited_frame",
    text: { collect: `while (true) { ${frame('\'{"type":"hello","protocol":1}\'')} }` },
  },
  huge_frame: {
    reason: "frame_too_large",
    text: {
      collect: `${raw("new Uint8Array([0x03, 0x20, 0, 0])")} await new Promise(() => {});`,
    },
  },
  not_utf8: {
    reason: "invalid_utf8",
    text: { collect: `${raw("new Uint8Array([0, 0, 0, 1, 0xff])")} await new Promise(() => {});` },
  },
  not_json: {
    reason: "invalid_frame",
    text: { collect: `${frame("'{'")} await new Promise(() => {});` },
  },
  stderr_flood: {
    reason: "stderr_flood",
    text: { collect: "while (true) console.log('x'.repeat(60000));" },
  },
  call_flood: {
    reason: "call_flood",
    text: {
      collect:
        "for (let i = 0; i < 2000; i++) context.facts.read('/proc/stat').catch(() => {}); await new Promise(() => {});",
    },
  },
  heap: {
    reason: "out_of_memory",
    text: {
      collect: "const hoard = []; while (true) hoard.push(new Array(100000).fill(Math.random()));",
    },
  },
  lies: {
    reason: "result_shape",
    text: { collect: "return [{ name: 7, samples: 'many' }];" },
  },
};

for (const [name, { reason, text }] of Object.entries(SINS)) {
  Deno.test(`a plugin that ${name} costs only itself, and is reported as ${reason}`, async () => {
    await withMonitor(async (project) => {
      await project.writePlugin("good");
      await project.writePlugin(name, text);
    }, async (monitor) => {
      await monitor.untilReady();
      const plugin = await eventually(`${name} is reported`, async () => {
        const status = await monitor.plugin(name);
        return status?.last_error ? status : undefined;
      });
      assert.equal(plugin.last_error?.code, reason);
      assert.equal(await monitor.value(`llm_monitor_plugin_up{plugin="${name}"}`), 0);
      assert.equal(await monitor.value('llm_monitor_plugin_up{plugin="good"}'), 1);
      assert.equal(await monitor.value("llm_monitor_good_value_ratio"), 0.5);
    });
  });
}

Deno.test("one family with a wrong value is refused alone, by its reason", async () => {
  const set =
    "return [{ name: 'llm_monitor_demo_value_ratio', samples: [{ labels: {}, value: 1 }] },";
  const cases: [string, string][] = [
    [`${set} { name: "llm_monitor_demo_other_ratio", samples: [] }];`, "family_not_declared"],
    [
      `${set} { name: "llm_monitor_demo_runs_total", samples: [{ labels: {}, value: "NaN" }] }];`,
      "value_not_finite",
    ],
    [
      `${set} { name: "llm_monitor_demo_runs_total", samples: [{ labels: {}, value: -1 }] }];`,
      "counter_negative",
    ],
    [
      `${set} { name: "llm_monitor_demo_runs_total", samples: [{ labels: { user: "ann" }, value: 1 }] }];`,
      "label_set",
    ],
  ];
  for (const [collect, reason] of cases) {
    await withMonitor((project) =>
      project.writePlugin("demo", {
        collect,
        manifest: "  - { name: llm_monitor_demo_runs_total, type: counter, help: Runs. }\n",
      }), async (monitor) => {
      await monitor.untilReady();
      const metrics = await monitor.metrics();
      assert.match(metrics, /^llm_monitor_demo_value_ratio 1$/m);
      assert.ok(!metrics.includes("llm_monitor_demo_runs_total "));
      const series = `llm_monitor_plugin_rejected_families_total{plugin="demo",reason="${reason}"}`;
      assert.equal(await monitor.value(series), 1);
    });
  }
});
