import assert from "node:assert/strict";
import { SERVER_KINDS } from "../../plugins/llm/servers/index.ts";
import { copyPlugin } from "../support/copy_plugin.ts";
import { ProjectFolder } from "./project_folder.ts";

Deno.test("check finds nothing wrong in a sound project", async () => {
  await using project = await ProjectFolder.create();
  await project.addPlugin("probe");
  const { code, stdout, stderr } = await project.run("check.ts", "--no-code");
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /ok configuration and 1 plugins/);
});

Deno.test("check reports every issue with file, line and code, and exits with 3", async () => {
  await using project = await ProjectFolder.create();
  await project.addPlugin("one", "{nett: []}");
  await project.addPlugin("two");
  await project.write("plugins/two/plugin.yaml", "name: two\nname: two\n");
  await project.write("plugins/three/readme.txt", "no manifest");
  const { code, stdout, stderr } = await project.run("check.ts", "--no-code", "--json");
  assert.equal(code, 3, stdout + stderr);
  const { issues } = JSON.parse(stdout) as { issues: { code: string; file: string }[] };
  const codes = new Set(issues.map((issue) => issue.code));
  for (const expected of ["manifest_invalid", "yaml_invalid", "manifest_missing"]) {
    assert(codes.has(expected), `${expected} not in ${stdout}`);
  }
});

Deno.test("check finds two plugins that claim one metric", async () => {
  await using project = await ProjectFolder.create();
  await project.addPlugin("one");
  await project.addPlugin("two");
  const path = `${project.dir}/plugins/two/plugin.yaml`;
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, text.replace("llm_monitor_two_up", "llm_monitor_one_up"));
  const { code, stdout } = await project.run("check.ts", "--no-code");
  assert.equal(code, 3, stdout);
  assert.match(stdout, /error\[metric_name_taken\]/);
});

Deno.test("check reports a configuration that cannot be used", async () => {
  await using project = await ProjectFolder.create();
  const cases: [string, RegExp][] = [
    ["server: {port: 70000}", /error\[config_invalid\].*server\.port/],
    ["servr: {}", /error\[config_invalid\].*servr/],
    ["server: [", /error\[yaml_invalid\]/],
  ];
  for (const [yaml, expected] of cases) {
    await project.write("config.yaml", yaml);
    const { code, stdout } = await project.run("check.ts", "--no-code");
    assert.equal(code, 3, yaml);
    assert.match(stdout, expected);
  }
  const missing = await project.run("check.ts", "--no-code", "--config", "none.yaml");
  assert.equal(missing.code, 3);
  assert.match(missing.stdout, /error\[config_unreadable\]/);
});

Deno.test("check names the option of a plugin that is misspelt, by line, with what was meant", async () => {
  await using project = await ProjectFolder.create();
  await copyPlugin("llm", project);
  await project.write(
    "config.yaml",
    `plugins:
  llm:
    config:
      targets:
        - url: "http://127.0.0.1:8000"
          engnie: vllm
          probe: { intervall: 5m }
        - { url: "http://127.0.0.1:8001", engine: vlm, probe: { interval: 5 minutes } }
        - name: chat
      dicsover: []
`,
  );
  const { code, stdout } = await project.run("check.ts", "--no-code");
  assert.equal(code, 3, stdout);
  const target = "url, name, engine, metricsUrl, apiKeyEnv, apiKeyFile, headers, models, probe";
  const engines = SERVER_KINDS.map(({ id }) => id).join(", ");
  const probe = "interval, model, onlyIfLoaded, maxTokens, timeout, tokensPerDay, prompt";
  const expected = [
    `:6: PATH[0].engnie: unknown key. Did you mean engine? There are: ${target}`,
    `:7: PATH[0].probe.intervall: unknown key. Did you mean interval? There are: ${probe}`,
    `:8: PATH[1].engine is "vlm": must be one of ${engines}. Did you mean vllm?`,
    ':8: PATH[1].probe.interval is "5 minutes": must be a duration in quotes such as "15s", ' +
    "from 1m to 1d",
    ":9: PATH[2].url: is required",
    ":10: plugins.llm.config.dicsover: unknown key. Did you mean discover? " +
    "There are: targets, discover, containers",
  ].map((line) =>
    `error[plugin_config_invalid] config.yaml${line.replace("PATH", "plugins.llm.config.targets")}`
  );
  assert.deepEqual(stdout.trimEnd().split("\n"), expected);
});
