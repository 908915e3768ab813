import assert from "node:assert/strict";
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
