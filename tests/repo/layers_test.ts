import assert from "node:assert/strict";
import { posix } from "node:path";
import { KERNEL_ROOMS, MUTUAL_FOLDERS, mutualFolders } from "./folders.ts";
import { findCycle, reachable, readImports } from "./imports.ts";
import type { Import } from "./imports.ts";
import { isTest, REPO, sourceFiles } from "./source_files.ts";

/** The imports that each folder of runtime/ may have of the others, and why not more. */
const LAYERS: Readonly<Record<string, { may: readonly string[]; why: string }>> = {
  contract: { may: [], why: "it is what all others agree on" },
  async: { may: [], why: "it is pure" },
  wire: { may: ["contract"], why: "every process shares it" },
  yaml: { may: ["contract"], why: "kernel and services read by the same rules" },
  policy: { may: ["contract"], why: "it is pure" },
  metrics: { may: ["contract"], why: "it is pure" },
  kernel: {
    may: ["contract", "async", "wire", "policy", "yaml", "services"],
    why: "host and kernel share frames alone; its reader serves requests as a service does",
  },
  host: {
    may: ["contract", "async", "wire", "metrics"],
    why: "host and kernel share frames alone",
  },
  sdk: { may: ["contract", "wire"], why: "it is loaded into every sandbox" },
  guest: { may: ["contract", "wire", "sdk"], why: "it is loaded into every sandbox" },
  services: {
    may: ["contract", "async", "wire", "sdk", "yaml"],
    why: "a service process has no authority of its own; it asks servers as a plugin does",
  },
  cli: {
    may: ["contract", "async", "wire", "policy", "metrics", "kernel", "host"],
    why: "it talks to a running host over HTTP, and documents what that exports",
  },
};

/** Folders and files that may import each npm package. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  zod: ["runtime/contract/"],
  yaml: ["runtime/yaml/", "runtime/sdk/testing/"],
  "prom-client": ["runtime/host/exposition/"],
  hono: ["runtime/host/http/"],
  dockerode: ["runtime/services/docker/engine.ts"],
  systeminformation: ["runtime/services/inventory.ts"],
};

const PURE = [
  "runtime/async/",
  "runtime/contract/",
  "runtime/wire/",
  "runtime/policy/",
  "runtime/metrics/",
  "runtime/host/lifecycle/",
];
const IMPURE = /\bDeno\.|\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bMath\.random\(/;

const files = await sourceFiles("runtime", ".ts");
const sources = files.filter(({ path }) => !isTest(path));
const imports = sources.flatMap(readImports);

Deno.test("every folder of runtime/ stands in the table of layers, and the reverse", () => {
  const folders = new Set(files.map(({ path }) => layerOf(path)));
  assert.deepEqual([...folders].sort(), Object.keys(LAYERS).sort());
});

Deno.test("imports point down the layers only", () => {
  const wrong = imports.filter(({ isRelative }) => isRelative).filter(({ from, to }) => {
    const [source, target] = [layerOf(from), layerOf(to)];
    if (!to.startsWith("runtime/")) return true;
    return source !== target && !mayImport(from, target);
  });
  const reasons = wrong.map((item) =>
    `${shown(item)}: ${layerOf(item.from)} may not, ${LAYERS[layerOf(item.from)]?.why}`
  );
  assert.deepEqual(reasons, []);
});

Deno.test("every room of the kernel stands in the table of rooms, and the reverse", () => {
  const rooms = new Set(
    sources.map(({ path }) => roomOf(path)).filter((room) => room !== undefined),
  );
  assert.deepEqual([...rooms].sort(), Object.keys(KERNEL_ROOMS).sort());
});

Deno.test("the rooms of the kernel import what the table allows, and all that it allows", () => {
  const found = new Map<string, Set<string>>();
  const wrong: string[] = [];
  for (const item of imports) {
    const source = roomOf(item.from);
    if (!item.isRelative || source === undefined || !item.to.startsWith("runtime/kernel/")) {
      continue;
    }
    const target = roomOf(item.to);
    if (target === undefined) wrong.push(`${shown(item)}: what composes the rooms`);
    else if (target !== source) found.set(source, (found.get(source) ?? new Set()).add(target));
  }
  assert.deepEqual(wrong, []);
  for (const [room, { may, why }] of Object.entries(KERNEL_ROOMS)) {
    assert.deepEqual([...found.get(room) ?? []].sort(), [...may].sort(), `${room}: ${why}`);
  }
});

Deno.test("folders import each other only where a reason is given, four pairs at most", () => {
  assert.deepEqual(mutualFolders(imports), Object.keys(MUTUAL_FOLDERS).sort());
  assert(Object.keys(MUTUAL_FOLDERS).length <= 4);
});

Deno.test("mutualFolders finds folders that import each other", () => {
  const item = (from: string, to: string) => ({ from, to, isRelative: true, isType: true });
  const imports = [item("a/x.ts", "b/y.ts"), item("b/z.ts", "a/w.ts"), item("a/x.ts", "c/v.ts")];
  assert.deepEqual(mutualFolders(imports), ["a b"]);
});

Deno.test("imports make no cycle, types included", () => {
  assert.equal(findCycle(files.flatMap(readImports)), undefined);
});

Deno.test("npm packages are imported where they belong only", () => {
  const wrong = imports.filter(({ isRelative, to }) => !isRelative && !to.startsWith("node:"))
    .filter(({ from, to }) => {
      const places = PACKAGES[to.split("/")[0] ?? ""];
      return !places?.some((place) => from.startsWith(place));
    });
  assert.deepEqual(wrong.map(shown), []);
});

Deno.test("a sandbox loads no npm package, and only the folders that it may read", () => {
  const allowed = ["runtime/guest/", "runtime/sdk/", "runtime/contract/", "runtime/wire/"];
  for (const entry of ["runtime/guest/bootstrap.ts", "runtime/sdk/mod.ts"]) {
    const loaded = [...reachable(entry, imports)].filter((file) => !file.startsWith("node:"));
    const wrong = loaded.filter((file) => !allowed.some((folder) => file.startsWith(folder)));
    assert.deepEqual(wrong, [], entry);
    assert(loaded.length > 1, `${entry} loads nothing, so this test sees nothing`);
  }
});

Deno.test("pure folders touch no machine, no clock, no chance", () => {
  const wrong = sources.filter(({ path }) => PURE.some((folder) => path.startsWith(folder)))
    .filter(({ text }) => IMPURE.test(withoutComments(text)))
    .map(({ path }) => path);
  assert.deepEqual(wrong, []);
});

Deno.test("plugins take of runtime/ what the SDK exports, in their tests too", async () => {
  const wrong = (await sourceFiles("plugins", ".ts")).flatMap(readImports)
    .filter(({ to, isRelative }) => isRelative && to.startsWith("runtime/"))
    .filter((item) => !DEEP_IMPORTS.has(shown(item)));
  assert.deepEqual(wrong.map(shown), []);
});

/** Made from the code by a test, as the pages of all plugins are by `deno task gen`. */
const DEEP_IMPORTS = new Set([
  "plugins/llm/servers/coverage_test.ts imports runtime/cli/gen/markdown_table.ts",
]);

Deno.test("runtime/ names no plugin", async () => {
  const folders = await Array.fromAsync(Deno.readDir(`${REPO}/plugins`));
  const names = folders.map(({ name }) => name).filter((name) => /^[a-z]/.test(name));
  const wrong = sources.flatMap(({ path, text }) =>
    names.filter((name) => new RegExp(`plugins/${name}\\b|llm_monitor_${name}_`).test(text))
      .map((name) => `${path} names ${name}`)
  );
  assert.deepEqual(wrong, []);
});

/** `runtime/kernel/config/load.ts` is kernel. */
function layerOf(path: string): string {
  return path.split("/")[1] ?? "";
}

/** `runtime/kernel/process/guest/credit.ts` lies in `process/guest`; undefined outside the rooms. */
function roomOf(path: string): string | undefined {
  const folder = posix.dirname(path);
  return folder.startsWith("runtime/kernel/") ? folder.slice("runtime/kernel/".length) : undefined;
}

function mayImport(from: string, layer: string): boolean {
  // The helpers for plugin authors' tests never run in a sandbox: they check a result as the host does,
  // read a manifest as the kernel does, and pick from an engine's answers what its service hands on.
  const isTesting = from.startsWith("runtime/sdk/testing");
  return (isTesting && ["metrics", "services"].includes(layer)) ||
    (LAYERS[layerOf(from)]?.may.includes(layer) ?? false);
}

function shown({ from, to }: Import): string {
  return `${from} imports ${to}`;
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}
