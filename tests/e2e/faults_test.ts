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

/** The code of each bad plugin, and the reason under which the host reports it. */
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

/** A few together: what burns the CPU is kept apart from what is quick. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  "that fail at once": [
    ...["exits", "throws", "rejects", "unloadable", "huge_frame", "not_utf8", "not_json", "lies"],
  ],
  "that do not end by themselves": ["loops", "waits", "slow_load"],
  "that flood or hoard": ["floods_frames", "stderr_flood", "call_flood", "heap"],
};

Deno.test("every sin is in one of the groups", () => {
  assert.deepEqual(Object.values(TOGETHER).flat().sort(), Object.keys(SINS).sort());
});

for (const [what, names] of Object.entries(TOGETHER)) {
  Deno.test(`plugins ${what} cost only themselves`, async (test) => {
    await withMonitor(async (project) => {
      await project.writeConfig("supervisor: { shutdownTimeout: 1s }\n");
      await project.writePlugin("good");
      for (const name of names) await project.writePlugin(name, SINS[name]?.text);
    }, async (monitor) => {
      await monitor.untilReady();
      for (const name of names) {
        const reason = SINS[name]?.reason;
        await test.step(`a plugin that ${name} is reported as ${reason}`, async () => {
          await eventually(`${name} is reported`, async () => {
            return (await monitor.plugin(name))?.last_error ?? undefined;
          });
          assert.equal((await monitor.firstFailure(name)).code, reason);
          assert.equal(await monitor.value(`llm_monitor_plugin_up{plugin="${name}"}`), 0);
          assert.equal(await monitor.value('llm_monitor_plugin_up{plugin="good"}'), 1);
          assert.equal(await monitor.value("llm_monitor_good_value_ratio"), 0.5);
        });
      }
    });
  });
}

Deno.test("one family with a wrong value is refused alone, by its reason", async (test) => {
  const familyOf = (plugin: string, name: string, sample: string) =>
    `{ name: "llm_monitor_${plugin}_${name}", samples: [${sample}] }`;
  const cases: Readonly<Record<string, readonly [name: string, sample: string]>> = {
    family_not_declared: ["other_ratio", ""],
    value_not_finite: ["runs_total", '{ labels: {}, value: "NaN" }'],
    counter_negative: ["runs_total", "{ labels: {}, value: -1 }"],
    label_set: ["runs_total", '{ labels: { user: "ann" }, value: 1 }'],
  };
  await withMonitor(async (project) => {
    for (const [reason, [name, sample]] of Object.entries(cases)) {
      const right = familyOf(reason, "value_ratio", "{ labels: {}, value: 1 }");
      await project.writePlugin(reason, {
        collect: `return [${right}, ${familyOf(reason, name, sample)}];`,
        manifest: `  - { name: llm_monitor_${reason}_runs_total, type: counter, help: Runs. }\n`,
      });
    }
  }, async (monitor) => {
    await monitor.untilReady();
    const metrics = await monitor.metrics();
    for (const reason of Object.keys(cases)) {
      await test.step(reason, async () => {
        assert.match(metrics, new RegExp(`^llm_monitor_${reason}_value_ratio 1$`, "m"));
        assert.ok(!metrics.includes(`llm_monitor_${reason}_runs_total `));
        const labels = `plugin="${reason}",reason="${reason}"`;
        const series = `llm_monitor_plugin_rejected_families_total{${labels}}`;
        assert.equal(await monitor.value(series), 1);
      });
    }
  });
});
