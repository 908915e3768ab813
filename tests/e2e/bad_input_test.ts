import assert from "node:assert/strict";
import { Monitor, withMonitor } from "../support/monitor.ts";
import { TempProject } from "../support/temp_project.ts";

const MANIFEST = `apiVersion: 1
name: bad
version: 1.0.0
description: A plugin of a test
metrics:
  - { name: llm_monitor_bad_value_ratio, type: gauge, help: A value. }
`;

/** A folder that is wrong in one way, and the code and words that say so. */
const FOLDERS: Record<
  string,
  { code: string; says: RegExp; make: (project: TempProject) => Promise<void> }
> = {
  "an unknown key": {
    code: "manifest_invalid",
    says: /plugin\.yaml:7.*colour.*unknown key/,
    make: (project) => project.writeFile("bad", "plugin.yaml", `${MANIFEST}colour: red\n`),
  },
  "a key twice": {
    code: "yaml_invalid",
    says: /plugin\.yaml:7/,
    make: (project) => project.writeFile("bad", "plugin.yaml", `${MANIFEST}name: bad\n`),
  },
  "an alias bomb": {
    code: "yaml_invalid",
    says: /plugin\.yaml/,
    make: (project) =>
      project.writeFile("bad", "plugin.yaml", `a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n`),
  },
  "a manifest of more than 64 KiB": {
    code: "manifest_too_large",
    says: /larger than 64KiB/,
    make: (project) =>
      project.writeFile("bad", "plugin.yaml", `${MANIFEST}# ${"x".repeat(70_000)}\n`),
  },
  "another plugin's name": {
    code: "plugin_name_mismatch",
    says: /name is .*other/,
    make: (project) =>
      project.writeFile("bad", "plugin.yaml", MANIFEST.replace("name: bad", "name: other")),
  },
  "an entry outside its folder": {
    code: "manifest_invalid",
    says: /entry/,
    make: (project) =>
      project.writeFile("bad", "plugin.yaml", `${MANIFEST}entry: ../good/mod.ts\n`),
  },
  "a wildcard address": {
    code: "manifest_invalid",
    says: /permissions\.net/,
    make: (project) =>
      project.writeFile("bad", "plugin.yaml", `${MANIFEST}permissions: { net: ["*"] }\n`),
  },
  "a symbolic link": {
    code: "plugin_file_kind",
    says: /secret\.ts/,
    make: async (project) => {
      await project.writeFile("bad", "plugin.yaml", MANIFEST);
      await Deno.symlink("/etc/passwd", `${project.pluginsDir}/bad/secret.ts`);
    },
  },
  "a metric of another subsystem that is taken": {
    code: "metric_name_taken",
    says: /llm_monitor_good_value_ratio/,
    make: (project) =>
      project.writeFile(
        "bad",
        "plugin.yaml",
        MANIFEST.replace("llm_monitor_bad_value_ratio", "llm_monitor_good_value_ratio"),
      ),
  },
};

for (const [title, { code, says, make }] of Object.entries(FOLDERS)) {
  Deno.test(`a plugin with ${title} is rejected as ${code} and costs only itself`, async () => {
    await withMonitor(async (project) => {
      await project.writePlugin("good");
      await project.writePlugin("bad");
      await make(project);
    }, async (monitor) => {
      await monitor.untilReady();
      const line = await monitor.untilLogged(says);
      assert.equal(line.code, code, line.message);
      assert.equal((await monitor.plugin("bad"))?.state, "rejected");
      assert.equal(await monitor.value("llm_monitor_good_value_ratio"), 0.5);
    });
  });
}

Deno.test("a missing plugins folder is said once, and plugins are found when it appears", async () => {
  await withMonitor((project) => Deno.remove(project.pluginsDir), async (monitor, project) => {
    const line = await monitor.untilLogged(/plugins_dir_missing/);
    assert.match(line.message, /plugins/);
    assert.equal((await monitor.get("/health")).status, 200);
    await project.writePlugin("demo");
    await monitor.untilState("demo", "idle");
  });
});

Deno.test("a port that is in use is one clear error and exit code 1", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const { code, logs } = await failedStart(`server: { port: ${port} }\n`);
  assert.equal(code, 1);
  const line = logs.find((one) => one.code === "port_in_use");
  assert.match(line?.message ?? JSON.stringify(logs), new RegExp(`${port}`));
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

async function failedStart(config: string): Promise<{ code: number; logs: Monitor["logs"] }> {
  const project = await TempProject.create();
  await project.writeConfig(config);
  const monitor = new Monitor(project, [], {});
  const { code } = await monitor.exited();
  await project.remove();
  return { code, logs: monitor.logs };
}
