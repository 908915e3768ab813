import assert from "node:assert/strict";
import { Monitor, withMonitor } from "../support/monitor.ts";
import { TempProject } from "../support/temp_project.ts";

/** A manifest without a fault. */
function makeManifest(name: string): string {
  return `apiVersion: 1
name: ${name}
version: 1.0.0
description: A plugin of a test
metrics:
  - { name: llm_monitor_${name}_value_ratio, type: gauge, help: A value. }
`;
}

/** A plugin that is wrong in one way, and the code and words that say so. */
interface Fault {
  readonly what: string;
  readonly code: string;
  readonly says: RegExp;
  readonly make: (project: TempProject, name: string) => Promise<void>;
}

/** Another manifest in the place of the good one. */
const manifest = (change: (good: string) => string): Fault["make"] => (project, name) =>
  project.writeFile(name, "plugin.yaml", change(makeManifest(name)));

/** By the names of their plugins. */
const FAULTS: Readonly<Record<string, Fault>> = {
  unknown: {
    what: "an unknown key",
    code: "manifest_invalid",
    says: /plugin\.yaml:7.*colour.*unknown key/,
    make: manifest((good) => `${good}colour: red\n`),
  },
  twice: {
    what: "a key twice",
    code: "yaml_invalid",
    says: /plugin\.yaml:7/,
    make: manifest((good) => `${good}name: twice\n`),
  },
  bomb: {
    what: "an alias bomb",
    code: "yaml_invalid",
    says: /plugin\.yaml/,
    make: manifest(() => `a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n`),
  },
  huge: {
    what: "a manifest of more than 64 KiB",
    code: "manifest_too_large",
    says: /larger than 64KiB/,
    make: manifest((good) => `${good}# ${"x".repeat(70_000)}\n`),
  },
  renamed: {
    what: "another plugin's name",
    code: "plugin_name_mismatch",
    says: /name is .*other/,
    make: manifest((good) => good.replace("name: renamed", "name: other")),
  },
  outside: {
    what: "an entry outside its folder",
    code: "manifest_invalid",
    says: /entry/,
    make: manifest((good) => `${good}entry: ../good/mod.ts\n`),
  },
  wildcard: {
    what: "a wildcard address",
    code: "manifest_invalid",
    says: /permissions\.net/,
    make: manifest((good) => `${good}permissions: { net: ["*"] }\n`),
  },
  linked: {
    what: "a symbolic link",
    code: "plugin_file_kind",
    says: /secret\.ts/,
    make: async (project, name) => {
      await Deno.symlink("/etc/passwd", `${project.pluginsDir}/${name}/secret.ts`);
    },
  },
  thief: {
    what: "a metric of another plugin",
    code: "metric_name_taken",
    says: /llm_monitor_good_value_ratio/,
    make: manifest((good) =>
      good.replace("llm_monitor_thief_value_ratio", "llm_monitor_good_value_ratio")
    ),
  },
};

Deno.test("plugins that cannot be read are rejected, each by its fault, and cost only themselves", async (test) => {
  await withMonitor(async (project) => {
    await project.writePlugin("good");
    for (const [name, { make }] of Object.entries(FAULTS)) {
      await project.writePlugin(name);
      await make(project, name);
    }
  }, async (monitor) => {
    await monitor.untilReady();
    for (const [name, { what, code, says }] of Object.entries(FAULTS)) {
      await test.step(`a plugin with ${what} is rejected as ${code}`, async () => {
        const line = await monitor.untilLogged(
          new RegExp(`(?:plugins/${name}\\b|"${name}).*${says.source}`),
        );
        assert.equal(line.code, code, line.message);
        assert.equal((await monitor.plugin(name))?.state, "rejected");
      });
    }
    assert.equal(await monitor.value("llm_monitor_good_value_ratio"), 0.5);
  });
});

Deno.test("a start without a single plugin is one clear error and exit code 3", async () => {
  const empty = await failedStart(
    "plugins: { dir: nothing_here }\n",
    (project) => Deno.mkdir(`${project.dir}/nothing_here`),
  );
  assert.equal(empty.code, 3);
  assert.match(JSON.stringify(empty.logs), /no_plugins.*nothing_here/);
  const missing = await failedStart("plugins: { dir: not_there }\n");
  assert.equal(missing.code, 3);
  assert.match(JSON.stringify(missing.logs), /plugins_dir_missing.*not_there/);
});

Deno.test("a plugins folder that goes is said once, and plugins are found when it comes back", async () => {
  await withMonitor((project) => project.writePlugin("demo"), async (monitor, project) => {
    await monitor.untilState("demo", "idle");
    await Deno.remove(project.pluginsDir, { recursive: true });
    const line = await monitor.untilLogged(/plugins_dir_missing/);
    assert.match(line.message, /plugins/);
    assert.equal((await monitor.get("/health")).status, 200);
    await project.writePlugin("other");
    await monitor.untilState("other", "idle");
  });
});

Deno.test("a port that is in use is one clear error and exit code 1", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const { code, logs } = await failedStart(`server: { port: ${port} }\n`);
  assert.equal(code, 1);
  const line = logs.find((one) => one.code === "port_in_use");
  const said = line?.message ?? JSON.stringify(logs);
  assert.match(said, new RegExp(`:${port}: the port is in use\\. Stop .*--port`));
});

Deno.test("a configuration that cannot be used is exit code 3, and every fault is told", async () => {
  const text = "server: { port: 0, hots: x }\nlog: { level: loud }\n";
  const { code, logs } = await failedStart(text);
  assert.equal(code, 3);
  const said = logs.map(({ message }) => message).join("\n");
  assert.match(said, /config\.yaml:1.*server\.hots.*unknown key/);
  assert.match(said, /config\.yaml:2.*log\.level.*"loud"/);
});

Deno.test("an unreadable configuration is exit code 3", async () => {
  const project = await TempProject.create();
  await Deno.remove(project.configFile);
  await Deno.mkdir(project.configFile);
  const monitor = new Monitor(project, [], {});
  assert.equal((await monitor.exited()).code, 3);
  assert.match(JSON.stringify(monitor.logs), /config_unreadable/);
  await project.remove();
});

async function failedStart(
  config: string,
  prepare = (project: TempProject): Promise<void> => project.writePlugin("good"),
): Promise<{ code: number; logs: Monitor["logs"] }> {
  const project = await TempProject.create();
  await project.writeConfig(config);
  await prepare(project);
  const monitor = new Monitor(project, [], {});
  const { code } = await monitor.exited();
  await project.remove();
  return { code, logs: monitor.logs };
}
