/** One suite for every folder of plugins/: what all plugins promise, whatever they watch. */
import assert from "node:assert/strict";
import { secretKeys, writtenKeys } from "../../runtime/contract/option.ts";
import type { PluginOptions } from "../../runtime/contract/option.ts";
import { optionValuesSchema } from "../../runtime/contract/option_values.ts";
import { readLock } from "../../runtime/kernel/catalog/approvals.ts";
import { assessProject } from "../../runtime/cli/assess_project.ts";
import { readImports } from "../repo/imports.ts";
import { REPO } from "../repo/source_files.ts";
import { goldenProblems } from "./golden_problems.ts";
import { pluginFolders, readManifest } from "./plugin_folders.ts";
import type { PluginFolder } from "./plugin_folders.ts";

const CHECKS: Readonly<Record<string, (folder: PluginFolder) => Promise<void>>> = {
  "its folder has every part": hasEveryPart,
  "its manifest is valid and names its folder": hasValidManifest,
  "its metrics are of its own subsystem": ownsItsMetrics,
  "its options fit each other, its permissions and its README": hasSoundOptions,
  "its README has the generated tables": hasReadme,
  "its code imports the SDK and its own files only": importsLittle,
  "its golden files say what its manifest declares": hasGoldenFiles,
};

for (const folder of await pluginFolders()) {
  for (const [title, run] of Object.entries(CHECKS)) {
    Deno.test(`plugins/${folder.name}: ${title}`, () => run(folder));
  }
}

Deno.test("bundled plugins may run as they are shipped, and their approvals are up to date", async () => {
  const stateDir = await Deno.makeTempDir();
  try {
    const project = await assessProject({ env: { LLM_MONITOR_STATE_DIR: stateDir }, cwd: REPO });
    const { lock, issues } = await readLock(project.lockFile);
    assert.deepEqual([...issues, ...project.issues], []);
    for (const { folder: { name }, candidate, decision, issues } of project.plugins) {
      assert.deepEqual(issues, [], name);
      assert.equal(candidate.pending, undefined, `${name} is pending`);
      assert.deepEqual(decision?.denied, [], name);
      if (decision.needsApproval.length === 0) continue;
      assert.equal(candidate.spec?.approval, "approved", name);
      assert.equal(
        lock.plugins[name]?.digest,
        candidate.spec.digest,
        `${name} changed: run deno task plugin approve ${name}`,
      );
    }
  } finally {
    await Deno.remove(stateDir, { recursive: true });
  }
});

async function hasEveryPart({ files }: PluginFolder): Promise<void> {
  await Promise.resolve();
  for (const file of ["plugin.yaml", "README.md"]) assert(files.includes(file), `lacks ${file}`);
  assert(files.some((file) => file.endsWith("_test.ts")), "lacks a test");
  assert(files.some((file) => /(?:^|\/)parse/.test(file)), "lacks parse.ts");
  assert(
    files.some((file) => /^testdata\/[^/]+\/expected\.prom$/.test(file)),
    "lacks testdata/<case>/expected.prom",
  );
}

async function hasValidManifest(folder: PluginFolder): Promise<void> {
  const { name, entry } = await readManifest(folder);
  assert.equal(name, folder.name.replace(/^_/, ""));
  assert(folder.files.includes(entry), `lacks its entry ${entry}`);
}

async function hasSoundOptions(folder: PluginFolder): Promise<void> {
  const { config: options, permissions: { net, env, read, facts } } = await readManifest(folder);
  const defaults = optionValuesSchema(options).parse({});
  for (const [key, option] of Object.entries(options)) {
    assert(
      option.default === undefined || Object.hasOwn(defaults, key),
      `lacks its default: ${key}`,
    );
  }
  const paths = new Set(listPaths(options));
  const wanted = [...net, ...env, ...read, ...facts]
    .flatMap((item) => /^(?:statfs:)?\{(.+)\}$/.exec(item)?.[1] ?? []);
  assert.deepEqual(wanted.filter((path) => !paths.has(path)), [], "no option fills them");
  const page = await Deno.readTextFile(`${folder.dir}/README.md`);
  const missing = [...rowsOf(options)].filter((row) => !page.includes(`| \`${row}\` `));
  assert.deepEqual(missing, [], "run deno task gen");
}

/** Returns what a placeholder may name: an option, and a field of the objects of a list. */
function listPaths(options: PluginOptions): string[] {
  return Object.entries(options).flatMap(([key, option]) => {
    if (option.type === "containers") return [key, `${key}.metricsUrl`];
    const fields = option.type === "object[]" ? option.fields ?? {} : {};
    const written = option.type === "secret" ? secretKeys(key) : [key];
    return [...written, ...writtenKeys(fields).map((field) => `${key}.${field}`)];
  });
}

/** The first cells of the table of options. */
function rowsOf(options: PluginOptions, parent = ""): string[] {
  return Object.entries(options).flatMap(([key, option]) => {
    if (option.type === "secret") return secretKeys(`${parent}${key}`);
    const fields = "fields" in option ? option.fields ?? {} : {};
    const below = option.type === "object[]" ? `${parent}${key}[].` : `${parent}${key}.`;
    return [`${parent}${key}`, ...rowsOf(fields, below)];
  });
}

async function ownsItsMetrics(folder: PluginFolder): Promise<void> {
  const { name, metrics } = await readManifest(folder);
  const foreign = metrics.filter((family) => !family.name.startsWith(`llm_monitor_${name}_`));
  assert.deepEqual(foreign.map((family) => family.name), []);
}

async function hasReadme(folder: PluginFolder): Promise<void> {
  const { metrics } = await readManifest(folder);
  const page = await Deno.readTextFile(`${folder.dir}/README.md`);
  for (const block of ["metrics", "options", "permissions"]) {
    assert(page.includes(`<!-- generated:${block} -->`), `lacks the mark of ${block}`);
  }
  const missing = metrics.map(({ name }) => name).filter((name) => !page.includes(`\`${name}\``));
  assert.deepEqual(missing, [], "run deno task gen");
}

async function importsLittle({ dir, files }: PluginFolder): Promise<void> {
  const code = files.filter((file) => file.endsWith(".ts") && !file.endsWith("_test.ts"));
  for (const path of code) {
    const text = await Deno.readTextFile(`${dir}/${path}`);
    const wrong = readImports({ path, text }).filter(({ to, isRelative }) =>
      isRelative ? !files.includes(to) : to !== "@llm-monitor/sdk"
    );
    assert.deepEqual(wrong.map(({ to }) => `${path} imports ${to}`), []);
  }
}

async function hasGoldenFiles(folder: PluginFolder): Promise<void> {
  const manifest = await readManifest(folder);
  for (const file of folder.files.filter((name) => name.endsWith("/expected.prom"))) {
    const text = await Deno.readTextFile(`${folder.dir}/${file}`);
    assert.notEqual(text, "", `${file} is empty`);
    assert.deepEqual(goldenProblems(text, manifest), [], file);
  }
}
