import assert from "node:assert/strict";
import { assess, specOfCandidate, withProject } from "../../../tests/support/assessment.ts";
import { eventually } from "../../../tests/support/eventually.ts";
import { NO_WRAPPERS } from "../../../tests/support/no_wrappers.ts";
import type { TempProject } from "../../../tests/support/temp_project.ts";
import type { PluginSpec } from "../../contract/syscall.ts";
import { makeLayout } from "../config/layout.ts";
import { PluginCopies } from "./plugin_copies.ts";

/** In place of Deno: tells when it starts and ends, and makes the folder of its last argument. */
const TRANSPILER = `#!/bin/sh
echo start >> "$(dirname "$0")/told"
sleep 0.1
for entry; do :; done
mkdir -p "$DENO_DIR/gen/file\${entry%/*}"
echo end >> "$(dirname "$0")/told"
`;

/** Copies of a project of their own, whose "runtime" is what the test puts there. */
async function makeCopies(project: TempProject, nowMs?: () => number) {
  const layout = {
    ...makeLayout({ pluginsDir: project.pluginsDir, stateDir: project.dir, env: {} }),
    projectDir: `${project.dir}/installed`,
    denoPath: `${project.dir}/deno`,
  };
  await Deno.writeTextFile(layout.denoPath, TRANSPILER, { mode: 0o755 });
  const logged: string[] = [];
  const copies = new PluginCopies({
    layout,
    wrappers: NO_WRAPPERS,
    ui: { log: (level, message) => void logged.push(`${level}: ${message}`) },
    boot: { denoVersion: "2.9.6" },
  }, nowMs);
  return { copies, layout, logged };
}

async function installRuntime(projectDir: string): Promise<void> {
  for (const name of ["guest", "wire", "contract", "sdk"]) {
    await Deno.mkdir(`${projectDir}/runtime/${name}`, { recursive: true });
  }
}

async function makeSpec(project: TempProject, name: string): Promise<PluginSpec> {
  await project.writePlugin(name);
  const spec = specOfCandidate(await assess(project, name));
  const entry = `${project.dir}/staged/${name}/${spec.digest}/mod.ts`;
  return { ...spec, command: ["deno", "run", "bootstrap.ts", entry] };
}

Deno.test("open answers the folder with a guest's JavaScript, closed until close", () =>
  withProject(async (project) => {
    const { copies, layout } = await makeCopies(project);
    await installRuntime(layout.projectDir);
    const spec = await makeSpec(project, "one");
    const denoDir = await copies.open(spec);
    assert.ok(denoDir.startsWith(`${layout.transpiledRoot}/one/${spec.digest}-`), denoDir);
    const mode = async () => ((await Deno.stat(denoDir)).mode ?? 0) & 0o777;
    assert.equal(await mode(), 0o555);
    await copies.close();
    assert.equal(await mode(), 0o755);
  }));

Deno.test("open gives no guest JavaScript while our own modules cannot be read, and then again", () =>
  withProject(async (project) => {
    const { copies, layout, logged } = await makeCopies(project);
    const spec = await makeSpec(project, "one");
    assert.equal(await copies.open(spec), layout.guestDenoDir);
    assert.match(logged.join("\n"), /debug: Cannot transpile plugin "one": .*installed/);
    await installRuntime(layout.projectDir);
    assert.notEqual(await copies.open(spec), layout.guestDenoDir);
  }));

Deno.test("open tries a copy that cannot be transpiled once in a quarter of an hour", () =>
  withProject(async (project) => {
    let nowMs = 0;
    const { copies, layout } = await makeCopies(project, () => nowMs);
    await installRuntime(layout.projectDir);
    await Deno.writeTextFile(layout.denoPath, `${TRANSPILER}exit 1\n`);
    const spec = await makeSpec(project, "one");
    for (let start = 0; start < 2; start++) {
      assert.equal(await copies.open(spec), layout.guestDenoDir);
    }
    assert.equal(await Deno.readTextFile(`${project.dir}/told`), "start\nend\n");
    await Deno.writeTextFile(layout.denoPath, TRANSPILER);
    nowMs = 15 * 60_000;
    assert.notEqual(await copies.open(spec), layout.guestDenoDir);
  }));

Deno.test("open refuses a staged copy that was changed", () =>
  withProject(async (project) => {
    const { copies, layout } = await makeCopies(project);
    const spec = await makeSpec(project, "one");
    const stagedDir = `${layout.stagedRoot}/one/${spec.digest}`;
    await Deno.chmod(`${stagedDir}/mod.ts`, 0o644);
    await Deno.writeTextFile(`${stagedDir}/mod.ts`, "// other");
    await assert.rejects(copies.open(spec), { code: "plugin_unreadable", message: /was changed/ });
  }));

Deno.test("take transpiles what may run one after another", () =>
  withProject(async (project) => {
    const { copies, layout } = await makeCopies(project);
    await installRuntime(layout.projectDir);
    const names = ["one", "two", "three"];
    const specs = await Promise.all(names.map((name) => makeSpec(project, name)));
    const candidates = specs.map((spec) => ({ name: spec.name, spec }));
    await copies.take(candidates, () => specs.map(({ digest }) => digest));
    // Names that begin with a dot are of what is being made: the folder is removed after the last one.
    const isDone = async (name: string) => {
      const made = await Array.fromAsync(Deno.readDir(`${layout.transpiledRoot}/${name}`));
      return made.length === 1 && !made[0]?.name.startsWith(".");
    };
    await eventually("all are transpiled", async () => {
      const found = await Promise.all(names.map((name) => isDone(name).catch(() => false)));
      return found.every(Boolean);
    });
    const told = await Deno.readTextFile(`${project.dir}/told`);
    assert.equal(told, "start\nend\n".repeat(names.length));
  }));
