import assert from "node:assert/strict";
import { withProject } from "../../../tests/support/assessment.ts";
import type { TempProject } from "../../../tests/support/temp_project.ts";
import { pruneCopies, stageFolder, verifyStaged } from "./stage.ts";

function stage(project: TempProject) {
  return stageFolder({ name: "one", dir: `${project.pluginsDir}/one` }, {
    stagedRoot: `${project.dir}/staged`,
  });
}

async function listAll(dir: string, prefix = ""): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    names.push(`${prefix}${name}`);
    if (isDirectory) names.push(...await listAll(`${dir}/${name}`, `${prefix}${name}/`));
  }
  return names.sort();
}

Deno.test("stageFolder copies what runs, read-only, and nothing else", () =>
  withProject(async (project) => {
    const folder = `${project.pluginsDir}/one`;
    await project.writePlugin("one");
    for (const dir of ["inner", "testdata/case", ".git"]) {
      await Deno.mkdir(`${folder}/${dir}`, { recursive: true });
    }
    const left = ["mod_test.ts", "README.md", ".env", "mod.ts~", "testdata/case/a", ".git/config"];
    for (const file of ["inner/parse.ts", "inner/parse_test.ts", ...left]) {
      await Deno.writeTextFile(`${folder}/${file}`, file);
    }
    const { digest, dir } = await stage(project);
    assert.deepEqual(await listAll(dir), ["inner", "inner/parse.ts", "mod.ts", "plugin.yaml"]);
    assert.equal(dir, `${project.dir}/staged/one/${digest}`);
    const modeOf = async (path: string) => ((await Deno.stat(path)).mode ?? 0) & 0o777;
    assert.equal(await modeOf(`${dir}/mod.ts`), 0o444);
    assert.equal(await modeOf(`${dir}/inner`), 0o755);
    assert.equal(await modeOf(dir), 0o755);
    assert.equal(await verifyStaged(dir, digest), true);
    assert.deepEqual(await listAll(`${project.dir}/staged/one`).then((all) => all[0]), digest);
  }));

Deno.test("stageFolder changes the digest with what runs alone", () =>
  withProject(async (project) => {
    await project.writePlugin("one");
    const first = (await stage(project)).digest;
    await project.writeFile("one", "README.md", "other");
    assert.equal((await stage(project)).digest, first);
    const digests = new Set([first]);
    const changes = [["a.ts", "b"], ["a.ts", "c"], ["b.ts", ""], ["ab.ts", ""]] as const;
    for (const [file, text] of changes) {
      await project.writeFile("one", file, text);
      digests.add((await stage(project)).digest);
    }
    assert.equal(digests.size, changes.length + 1);
  }));

Deno.test("stageFolder makes a copy anew that was tampered with", () =>
  withProject(async (project) => {
    await project.writePlugin("one");
    const { digest, dir } = await stage(project);
    await Deno.chmod(dir, 0o755);
    await Deno.writeTextFile(`${dir}/added.ts`, "");
    assert.equal(await verifyStaged(dir, digest), false);
    assert.equal((await stage(project)).dir, dir);
    assert.equal(await verifyStaged(dir, digest), true);
    await assert.rejects(Deno.lstat(`${dir}/added.ts`), Deno.errors.NotFound);
  }));

Deno.test("stageFolder stages one folder twice at once", () =>
  withProject(async (project) => {
    await project.writePlugin("one");
    const [a, b] = await Promise.all([stage(project), stage(project)]);
    assert.deepEqual(a, b);
    assert.deepEqual(
      (await Array.fromAsync(Deno.readDir(`${project.dir}/staged/one`))).map(({ name }) => name),
      [a.digest],
    );
  }));

Deno.test("verifyStaged denies what is missing, and a link to a true copy", () =>
  withProject(async (project) => {
    await project.writePlugin("one");
    const { digest, dir } = await stage(project);
    assert.equal(await verifyStaged(`${dir}x`, digest), false);
    await Deno.symlink(dir, `${project.dir}/link`);
    assert.equal(await verifyStaged(`${project.dir}/link`, digest), false);
    assert.equal(await verifyStaged(dir, "0".repeat(64)), false);
  }));

Deno.test("pruneCopies removes the copies that are not kept", () =>
  withProject(async (project) => {
    await pruneCopies(`${project.dir}/staged`, "one", []);
    await project.writePlugin("one");
    const old = await stage(project);
    await project.writeFile("one", "more.ts", "");
    const current = await stage(project);
    await pruneCopies(`${project.dir}/staged`, "one", [current.digest]);
    assert.equal(await verifyStaged(current.dir, current.digest), true);
    await assert.rejects(Deno.lstat(old.dir), Deno.errors.NotFound);
  }));
