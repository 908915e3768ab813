import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { withMonitor } from "../support/monitor.ts";

const gauge = (value: number) => ({
  collect: `return new FamilySet().gauge("llm_monitor_demo_value_ratio", {}, ${value}).families();`,
});
const SERIES = "llm_monitor_demo_value_ratio";
const RELOAD = 'llm_monitor_plugin_reload_success{plugin="demo"}';

Deno.test("a plugin that is edited is replaced, and no scrape misses its series", async () => {
  await withMonitor(
    (project) => project.writePlugin("demo", gauge(1)),
    async (monitor, project) => {
      await monitor.untilReady();
      const before = await monitor.plugin("demo");
      const seen: (number | undefined)[] = [];
      await project.writePlugin("demo", gauge(2));
      await eventually("the new value is there", async () => {
        const value = await monitor.value(SERIES);
        seen.push(value);
        return value === 2;
      });
      assert.ok(seen.every((value) => value === 1 || value === 2), `${seen}`);
      const after = await monitor.plugin("demo");
      assert.notEqual(after?.digest, before?.digest);
      assert.notEqual(after?.pid, before?.pid);
      await eventually("the reload is a metric", async () => await monitor.value(RELOAD) === 1);
    },
  );
});

Deno.test("a broken edit leaves the old plugin running, and says so", async () => {
  await withMonitor(
    (project) => project.writePlugin("demo", gauge(1)),
    async (monitor, project) => {
      await monitor.untilReady();
      await project.writePlugin("demo", { collect: "throw new Error('broken edit');" });
      await eventually(
        "the failed reload is a metric",
        async () => await monitor.value(RELOAD) === 0,
      );
      assert.equal(await monitor.value(SERIES), 1);
      assert.match((await monitor.plugin("demo"))?.reload?.message ?? "", /broken edit/);
      await project.writeFile("demo", "plugin.yaml", "apiVersion: 1\nname: demo\ncolour: red\n");
      const line = await monitor.untilLogged(/plugin\.yaml:3.*colour.*unknown key/);
      assert.equal(line.code, "manifest_invalid");
      assert.equal(await monitor.value(SERIES), 1);
      await project.writePlugin("demo", gauge(3));
      await eventually(
        "the repaired plugin is there",
        async () => await monitor.value(SERIES) === 3,
      );
      await eventually("the reload is a metric", async () => await monitor.value(RELOAD) === 1);
    },
  );
});

Deno.test("plugins come and go with their folders", async () => {
  await withMonitor(
    (project) => project.writePlugin("demo", gauge(1)),
    async (monitor, project) => {
      await monitor.untilReady();
      await project.writePlugin("late");
      await eventually(
        "the new plugin collects",
        async () => await monitor.value("llm_monitor_late_value_ratio") === 0.5,
      );
      await project.removePlugin("demo");
      await eventually("the old one is gone", async () => {
        const text = await monitor.metrics();
        return !text.includes("demo");
      });
      assert.equal(await monitor.plugin("demo"), undefined);
    },
  );
});

Deno.test("a changed configuration is taken; an invalid one is refused and the old stays", async () => {
  await withMonitor(
    (project) => project.writePlugin("demo", gauge(1)),
    async (monitor, project) => {
      await monitor.untilReady();
      await project.writeConfig("plugins: { demo: { interval: 7s } }\n");
      await eventually(
        "the interval is another",
        async () => (await monitor.plugin("demo"))?.interval_seconds === 7,
      );
      await project.writeConfig("plugins: { demo: { interval: soon } }\n");
      const line = await monitor.untilLogged(/config\.yaml:2.*plugins\.demo\.interval.*soon/);
      assert.equal(line.code, "config_invalid");
      assert.equal((await monitor.plugin("demo"))?.interval_seconds, 7);
      assert.equal((await monitor.status()).config_reload?.ok, false);
      assert.equal(await monitor.value("llm_monitor_runtime_config_reload_success"), 0);
      // What was in force before is right again, though it is nothing new.
      await project.writeConfig("plugins: { demo: { interval: 7s } }\n");
      await monitor.untilLogged(/The configuration was corrected/);
      await eventually(
        "the correction is told",
        async () => await monitor.value("llm_monitor_runtime_config_reload_success") === 1,
      );
      await project.writeConfig("plugins: { demo: { enabled: false } }\n");
      await monitor.untilState("demo", "disabled");
      assert.equal(await monitor.value(SERIES), undefined);
    },
  );
});

const TARGETS = `config:
  targets:
    type: object[]
    description: Servers.
    default: []
    fields:
      url: { type: url, required: true, description: Where it answers. }
      engine: { type: enum, values: [vllm, ollama], description: What it is. }
      probe:
        type: object
        toggle: true
        description: A probe.
        fields:
          interval: { type: duration, default: 5m, description: How often. }
`;

Deno.test("options of a plugin arrive typed; wrong ones are refused by line, and the old stay", async () => {
  const collect = `const [{ engine, probe: { interval } }] = context.config.targets;
    return new FamilySet()
      .gauge("llm_monitor_demo_value_ratio", {}, engine === "vllm" ? interval : 0).families();`;
  const makeConfig = (target: string) =>
    `plugins:\n  demo:\n    config:\n      targets:\n        - ${target}\n`;
  await withMonitor(
    async (project) => {
      await project.writePlugin("demo", { collect, manifest: TARGETS });
      await project.writeConfig(makeConfig('{ url: "http://a", engine: vllm, probe: true }'));
    },
    async (monitor, project) => {
      await monitor.untilReady();
      assert.equal(await monitor.value(SERIES), 300_000);
      await project.writeConfig(makeConfig('{ url: "http://a", engnie: vllm }'));
      const line = await monitor.untilLogged(
        /config\.yaml:6: plugins\.demo\.config\.targets\[0\]\.engnie.*Did you mean engine\?/,
      );
      assert.equal(line.code, "plugin_config_invalid");
      assert.equal(await monitor.value(SERIES), 300_000);
      await project.writeConfig(
        makeConfig('{ url: "http://a", engine: vllm, probe: { interval: 90s } }'),
      );
      await eventually(
        "the interval is another",
        async () => await monitor.value(SERIES) === 90_000,
      );
    },
  );
});

Deno.test("SIGHUP reads the configuration again", async () => {
  await withMonitor(
    (project) => project.writePlugin("demo", gauge(1)),
    async (monitor, project) => {
      await monitor.untilReady();
      await project.writeConfig("plugins: { demo: { interval: soon } }\n");
      const refusals = () =>
        monitor.logs.filter(({ message }) => /plugins\.demo\.interval.*soon/.test(message)).length;
      const before = await eventually("it was refused", () => refusals() || undefined);
      monitor.signal("SIGHUP");
      await eventually("it was read again", () => refusals() > before);
      assert.equal((await monitor.get("/health")).status, 200);
      assert.equal(await monitor.value(SERIES), 1);
    },
  );
});
