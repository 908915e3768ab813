/** The mock stands beside the monitor: it may know it, and nothing of the monitor may know the mock. */
import assert from "node:assert/strict";
import { findCycle, readImports } from "./imports.ts";
import type { Import } from "./imports.ts";
import { isTest, REPO, sourceFiles } from "./source_files.ts";
import { KEYS, SETTINGS_KEYS } from "../../mock/scenario/schema.ts";

/** The imports that each folder of mock/ may have, besides itself. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  sim: [],
  template: [],
  default: ["sim"],
  gpu: ["sim", "template"],
  machine: ["sim"],
  net: ["sim"],
  llm: ["sim", "net", "template"],
  docker: ["sim", "net", "template"],
  scenario: ["sim"],
  write: ["sim", "gpu", "machine", "llm", "docker", "scenario"],
  replay: ["net"],
  fleet: ["sim", "write"],
  cli: ["run"],
  run: [
    ...["sim", "default", "gpu", "machine", "net", "llm", "docker", "scenario", "cli", "write"],
    "replay",
    "fleet",
  ],
};
/** Folders that may import each npm package. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  hono: ["mock/llm/", "mock/docker/", "mock/net/"],
  zod: ["mock/scenario/", "mock/llm/", "mock/default/"],
  yaml: ["mock/llm/profile/", "mock/default/", "mock/docker/documents.ts", "mock/gpu/amd_files.ts"],
};
/** Folders whose outcome depends on nothing but what they are given. */
const PURE = [
  ...["mock/sim/", "mock/default/", "mock/gpu/", "mock/machine/", "mock/template/"],
  ...["mock/scenario/schema.ts", "mock/scenario/settings_at.ts", "mock/scenario/known_keys.ts"],
  ...["mock/docker/times.ts", "mock/docker/documents.ts"],
];
/** Folders that may use the monitor's own code, and which of it; the fakes themselves know nothing of it. */
const OF_THE_MONITOR: Readonly<Record<string, readonly string[]>> = {
  scenario: ["runtime/contract/", "runtime/kernel/config/yaml_file.ts"],
  cli: ["runtime/contract/", "runtime/cli/"],
  run: ["runtime/contract/", "runtime/cli/", "runtime/kernel/process/child/find_command.ts"],
  replay: ["runtime/contract/record.ts", "runtime/cli/bundle/bundle.ts"],
  fleet: ["runtime/async/", "runtime/metrics/"],
  // In the place of kernel and host it answers and judges as they do.
  write: [
    ...["runtime/contract/", "runtime/metrics/", "runtime/sdk/", "runtime/services/docker/pick_"],
    "runtime/host/exposition/self_metrics.ts",
    "runtime/kernel/calls/kmsg/parse_record.ts",
    "runtime/kernel/catalog/read_manifest.ts",
    "runtime/kernel/config/plugin_config.ts",
    "runtime/kernel/process/isolation/wrappers.ts",
    "runtime/kernel/process/priority/standing.ts",
  ],
};
const IMPURE = /\bDeno\.|\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bMath\.random\(/;

const files = await sourceFiles("mock", ".ts");
const sources = files.filter(({ path }) => !isTest(path));
const imports = sources.flatMap(readImports);

Deno.test("nothing of runtime/ and plugins/ imports the mock", async () => {
  const others = [...await sourceFiles("runtime", ".ts"), ...await sourceFiles("plugins", ".ts")];
  const wrong = others.flatMap(readImports).filter(({ to }) => to.startsWith("mock/"));
  assert.deepEqual(wrong.map(shown), []);
  assert(others.length > 100, "the files of the repository were not found");
});

Deno.test("imports of the mock point down its layers, without cycles", () => {
  const folders = new Set(sources.map(({ path }) => layerOf(path)).filter((name) => name !== ""));
  assert.deepEqual([...folders].sort(), Object.keys(LAYERS).sort());
  const wrong = imports.filter(({ isRelative, from, to }) => {
    const [source, target] = [layerOf(from), layerOf(to)];
    if (!isRelative || source === "" || source === target) return false;
    return to.startsWith("mock/") && !(LAYERS[source]?.includes(target) ?? false);
  });
  assert.deepEqual(wrong.map(shown), []);
  assert.equal(findCycle(imports), undefined);
});

Deno.test("the fakes know nothing of the monitor, and nobody of the mock knows a plugin", () => {
  const wrong = imports.filter(({ isRelative, to }) => isRelative && !to.startsWith("mock/"))
    .filter(({ from, to }) => {
      if (from === "mock/main.ts") return !to.startsWith("runtime/");
      return !OF_THE_MONITOR[layerOf(from)]?.some((place) => to.startsWith(place));
    });
  assert.deepEqual(wrong.map(shown), []);
});

Deno.test("docs/mock.md explains every key of a scenario", async () => {
  const text = await Deno.readTextFile(`${REPO}/docs/mock.md`);
  const explained = new Set([...text.matchAll(/^\| `(\w+)/gm)].map(([, key]) => key));
  const keys = [...Object.values(KEYS).flat(), ...SETTINGS_KEYS];
  assert.deepEqual(keys.filter((key) => !explained.has(key)), []);
});

Deno.test("the mock imports npm packages where they belong only", () => {
  const wrong = imports.filter(({ isRelative, to }) => !isRelative && !to.startsWith("node:"))
    .filter(({ from, to }) =>
      !PACKAGES[to.split("/")[0] ?? ""]?.some((place) => from.startsWith(place))
    );
  assert.deepEqual(wrong.map(shown), []);
});

Deno.test("the simulation touches no machine, no clock, no chance", () => {
  const wrong = sources.filter(({ path }) => PURE.some((folder) => path.startsWith(folder)))
    .filter(({ text }) => IMPURE.test(text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "")));
  assert.deepEqual(wrong.map(({ path }) => path), []);
});

/** `mock/sim/world.ts` is sim; mock/main.ts is none. */
function layerOf(path: string): string {
  return path.split("/").length > 2 ? path.split("/")[1] ?? "" : "";
}

function shown({ from, to }: Import): string {
  return `${from} imports ${to}`;
}
