import assert from "node:assert/strict";
import { makeContext, withProject } from "../../../tests/support/assessment.ts";
import type { TempProject } from "../../../tests/support/temp_project.ts";
import { assessPlugins } from "./assess_plugins.ts";

async function look(project: TempProject, options: { config?: string; only?: string } = {}) {
  const { config, only } = options;
  const context = await makeContext(project, config === undefined ? {} : { config });
  const { pluginsDir } = project;
  return await assessPlugins({ ...context, pluginsDir, ...(only === undefined ? {} : { only }) });
}

Deno.test("assessPlugins judges every folder, whatever is wrong with its neighbours", () =>
  withProject(async (project) => {
    for (let index = 0; index < 9; index++) await project.writePlugin(`good${index}`);
    await project.writePlugin("linked");
    await Deno.symlink("/etc/passwd", `${project.pluginsDir}/linked/x.ts`);
    await project.writeFile("nested", "plugin.yaml", `a: ${"[".repeat(30_000)}`);
    await Deno.mkdir(`${project.pluginsDir}/empty`);
    await project.writePlugin("Upper");
    const { plugins, issues } = await look(project);
    const codes = plugins.map(({ candidate }) => [candidate.name, candidate.rejected?.code]);
    assert.deepEqual(Object.fromEntries(codes.filter(([, code]) => code)), {
      Upper: "manifest_invalid",
      empty: "manifest_missing",
      linked: "plugin_file_kind",
      nested: "yaml_invalid",
    });
    assert.equal(plugins.filter(({ candidate }) => candidate.spec).length, 9);
    assert.ok(issues.length >= 4);
  }));

Deno.test("assessPlugins warns of settings for a plugin that is not there", () =>
  withProject(async (project) => {
    await project.writePlugin("one");
    const { issues } = await look(project, { config: "plugins: { one: {}, onee: {} }\n" });
    assert.deepEqual(issues.map(({ code, path }) => [code, path]), [
      ["plugin_not_found", "plugins.onee"],
    ]);
  }));

Deno.test("assessPlugins looks at one plugin alone, and says when it is not there", () =>
  withProject(async (project) => {
    await project.writePlugin("one");
    await project.writePlugin("two");
    const { plugins } = await look(project, { only: "two" });
    assert.deepEqual(plugins.map(({ folder }) => folder.name), ["two"]);
    await assert.rejects(look(project, { only: "three" }), { code: "plugin_not_found" });
  }));
