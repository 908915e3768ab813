/** Items 62-81 of the list of attacks: what a plugin may say. */
import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";

/** Sends bytes on the plugin's standard output, past the SDK. */
const SEND = `
const raw = (bytes) => { while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes)); };
const frame = (json) => {
  const body = new TextEncoder().encode(typeof json === "string" ? json : JSON.stringify(json));
  const all = new Uint8Array(4 + body.length);
  new DataView(all.buffer).setUint32(0, body.length);
  all.set(body, 4);
  raw(all);
};
const forever = new Promise(() => { setInterval(() => {}, 1000); });
`;

/** What it says, and the code under which that is reported. */
const SAYINGS: Record<string, { item: string; code: string; collect: string; top?: string }> = {
  "announces a frame of 50 MB": {
    item: "63",
    code: "frame_too_large",
    collect: "raw(new Uint8Array([0x03, 0x20, 0, 0])); await forever;",
  },
  "sends what nobody asked for": {
    item: "64",
    code: "unsolicited_frame",
    collect:
      'for (let i = 0; i < 1e5; i++) frame({ type: "result", id: 77, families: [] }); await forever;',
  },
  "sends what is not UTF-8": {
    item: "65",
    code: "invalid_utf8",
    collect: "raw(new Uint8Array([0, 0, 0, 2, 0xc3, 0x28])); await forever;",
  },
  "sends half a frame, a byte now and then": {
    item: "66",
    code: "call_timeout",
    collect:
      "raw(new Uint8Array([0, 0, 1, 0])); setInterval(() => raw(new Uint8Array([32])), 200); await forever;",
  },
  "ends in the middle of a frame": {
    item: "66",
    code: "truncated_frame",
    collect: "raw(new Uint8Array([0, 0, 1, 0, 32])); Deno.exit(0);",
  },
  "floods standard error": {
    item: "67",
    code: "stderr_flood",
    collect: 'for (;;) Deno.stderr.writeSync(new TextEncoder().encode("x".repeat(60000)));',
  },
  "closes its output and goes on": {
    item: "68",
    code: "call_timeout",
    collect: "Deno.stdout.close(); for (;;);",
  },
  "answers another collection": {
    item: "69",
    code: "unsolicited_frame",
    collect: 'frame({ type: "result", id: 4711, families: [] }); await forever;',
  },
  "answers twice": {
    item: "69",
    code: "unsolicited_frame",
    collect: 'frame({ type: "result", id: 1, families: [] }); return [];',
  },
  "says hello again": {
    item: "69",
    code: "unsolicited_frame",
    collect: 'frame({ type: "hello", protocol: 1 }); await forever;',
  },
  "speaks as the kernel": {
    item: "69",
    code: "invalid_frame",
    collect: 'frame({ type: "exited", stream: 1, reason: "exit", detail: "" }); await forever;',
  },
  "speaks as the host": {
    item: "69",
    code: "invalid_frame",
    collect: 'frame({ type: "collect", id: 1, timeoutMs: 1 }); await forever;',
  },
  "takes the host's frames away from the guest": {
    item: "70",
    code: "start_timeout",
    collect: "return [];",
    top: "for (;;) Deno.stdin.readSync(new Uint8Array(65536));",
  },
  "hijacks how the guest sends": {
    item: "69",
    code: "invalid_utf8",
    collect: "return [];",
    top:
      "const write = Deno.stdout.writeSync; raw(new Uint8Array([0, 0, 0, 1, 0xff])); void write;",
  },
  "exits as if all were well": { item: "74", code: "exit", collect: "Deno.exit(0);" },
  "leaves a rejection unhandled": {
    item: "74",
    code: "exit",
    collect: "void Promise.reject(new Error('lost')); await forever;",
  },
};

for (const [saying, { item, code, collect, top = "" }] of Object.entries(SAYINGS)) {
  Deno.test(`item ${item}: a plugin that ${saying} is ended as ${code}`, async () => {
    await withMonitor(async (project) => {
      await project.writePlugin("good");
      await project.writePlugin("bad", { collect, top: SEND + top });
    }, async (monitor) => {
      const bad = await eventually("it is reported", async () => {
        const plugin = await monitor.plugin("bad");
        return plugin?.last_error ? plugin : undefined;
      }, 20_000);
      assert.equal(bad.last_error?.code, code, bad.last_error?.message);
      await eventually(
        "the good one collects",
        async () => await monitor.value("llm_monitor_good_value_ratio") === 0.5,
      );
      assert.equal((await monitor.plugin("good"))?.restarts, 0);
    });
  });
}

const GAUGE = "llm_monitor_bad_value_ratio";
const sample = (text: string) => `return [{ name: "${GAUGE}", samples: [${text}] }];`;

/** Results that lie, and the reason under which they are refused. */
const LIES: Record<string, { item: string; reason: string; collect: string; labels?: string }> = {
  "a line break and a quote in a name": {
    item: "75",
    reason: "family_not_declared",
    collect: `return [{ name: 'x{a="b"} 1\\nllm_monitor_plugin_up{plugin="good"}', samples: [] }];`,
  },
  "a name of the host's": {
    item: "76",
    reason: "family_not_declared",
    collect: 'return [{ name: "llm_monitor_plugin_up", samples: [{ labels: {}, value: 1 }] }];',
  },
  "more series than its limit": {
    item: "77",
    reason: "too_many_series",
    labels: "n",
    collect: `return [{ name: "${GAUGE}", samples: Array.from({ length: 20000 }, (_, n) =>
      ({ labels: { n: String(n) }, value: 1 })) }];`,
  },
  "text for a value": {
    item: "78",
    reason: "value_type",
    collect: sample('{ labels: {}, value: "1\\nllm_monitor_plugin_up 1" }'),
  },
  "a value that JSON cannot carry": {
    item: "78",
    reason: "value_type",
    collect: sample("{ labels: {}, value: NaN }"),
  },
  "the same series twice": {
    item: "79",
    reason: "duplicate_series",
    collect: sample("{ labels: {}, value: 1 }, { labels: {}, value: 2 }"),
  },
  "a reserved label": {
    item: "79",
    reason: "label_set",
    collect: sample('{ labels: { job: "x" }, value: 1 }'),
  },
  "a label of 900 KB": {
    item: "80",
    reason: "label_value",
    labels: "n",
    collect: sample('{ labels: { n: "x".repeat(900000) }, value: 1 }'),
  },
  "a key of the prototype": {
    item: "72",
    reason: "label_set",
    collect: sample('{ labels: JSON.parse(\'{"__proto__": "x"}\'), value: 1 }'),
  },
  "depth without end": {
    item: "73",
    reason: "family_shape",
    collect: `frame('{"type":"result","id":1,"families":[{"name":"${GAUGE}","samples":[' +
      "[".repeat(100000) + "]".repeat(100000) + "]}]}"); await forever;`,
  },
};

for (const [lie, { item, reason, collect, labels }] of Object.entries(LIES)) {
  Deno.test(`item ${item}: a result with ${lie} is refused as ${reason}`, async () => {
    await withMonitor(async (project) => {
      await project.writePlugin("good");
      await project.writePlugin("bad", { collect, top: SEND });
      if (labels) await declareLabel(project.pluginsDir, labels);
    }, async (monitor) => {
      const refused = `llm_monitor_plugin_rejected_families_total{plugin="bad",reason="${reason}"}`;
      await eventually("it is refused", async () => (await monitor.value(refused) ?? 0) >= 1);
      const text = await monitor.metrics();
      assert.doesNotMatch(text, new RegExp(`^${GAUGE}`, "m"));
      assert.equal((text.match(/^llm_monitor_plugin_up\{plugin="good"\} 1$/gm) ?? []).length, 1);
      assert.equal(await monitor.value("llm_monitor_good_value_ratio"), 0.5);
    });
  });
}

Deno.test("item 81: a timestamp that a plugin adds does not reach the text", async () => {
  await withMonitor(
    (project) =>
      project.writePlugin("bad", { collect: sample("{ labels: {}, value: 1, timestamp: 1 }") }),
    async (monitor) => {
      await monitor.untilReady();
      assert.match(await monitor.metrics(), new RegExp(`^${GAUGE} 1$`, "m"));
    },
  );
});

async function declareLabel(pluginsDir: string, label: string): Promise<void> {
  const file = `${pluginsDir}/bad/plugin.yaml`;
  const text = await Deno.readTextFile(file);
  await Deno.writeTextFile(
    file,
    text.replace("help: A value. }", `help: A value., labels: [${label}] }`),
  );
}
