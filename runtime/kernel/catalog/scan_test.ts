import assert from "node:assert/strict";
import { withProject } from "../../../tests/support/assessment.ts";
import { scanPlugins } from "./scan.ts";

Deno.test("scanPlugins lists folders by name, without hidden ones, files and links", () =>
  withProject(async ({ pluginsDir }) => {
    for (const name of ["two", "one", "_template", ".git"]) {
      await Deno.mkdir(`${pluginsDir}/${name}`);
    }
    await Deno.writeTextFile(`${pluginsDir}/README.md`, "");
    await Deno.symlink("/etc", `${pluginsDir}/linked`);
    await Deno.symlink("/etc", `${pluginsDir}/_linked`);
    const { folders, issues } = await scanPlugins(pluginsDir);
    assert.deepEqual(folders, [
      { name: "one", dir: `${pluginsDir}/one` },
      { name: "two", dir: `${pluginsDir}/two` },
    ]);
    assert.deepEqual(issues.map(({ code, file }) => [code, file]), [
      ["plugin_file_kind", `${pluginsDir}/linked`],
    ]);
  }));

Deno.test("scanPlugins says which folder is missing", () =>
  withProject(async (project) => {
    await Deno.writeTextFile(`${project.dir}/file`, "");
    for (const name of ["none", "file"]) {
      await assert.rejects(scanPlugins(`${project.dir}/${name}`), {
        code: "plugins_dir_missing",
        message: new RegExp(`there is no folder ${project.dir}/${name}`),
      });
    }
  }));
