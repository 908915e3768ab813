/** The rooms of the plugin: what each may import. docs/llm-servers.md describes them. */
import assert from "node:assert/strict";
import { findCycle, readImports } from "../../tests/repo/imports.ts";
import { isTest, sourceFiles } from "../../tests/repo/source_files.ts";

const ROOT = "plugins/llm/";

/** Each room may import those in front of it; the root may import all. */
const ROOMS = ["http", "mapping", "servers", "targets", "probe"];

const files = (await sourceFiles(ROOT.slice(0, -1), ".ts")).filter(({ path }) => !isTest(path));
const imports = files.flatMap(readImports).filter(({ isRelative }) => isRelative);

/** Returns the room of a file; empty for the root. */
function roomOf(path: string): string {
  const [first = "", ...rest] = path.slice(ROOT.length).split("/");
  return rest.length === 0 ? "" : first;
}

Deno.test("every folder is a room, and the root holds what composes them alone", () => {
  const rooms = new Set(files.map(({ path }) => roomOf(path)));
  assert.deepEqual([...rooms].sort(), ["", ...ROOMS].sort());
  const root = files.map(({ path }) => path).filter((path) => roomOf(path) === "");
  assert.deepEqual(
    root.map((path) => path.slice(ROOT.length)).sort(),
    ["collect_target.ts", "collector.ts", "mod.ts", "settings.ts"],
  );
});

Deno.test("rooms import those in front of them only", () => {
  const wrong = imports.filter(({ from, to }) => {
    const [source, target] = [roomOf(from), roomOf(to)];
    if (source === "") return false;
    return target === "" || ROOMS.indexOf(target) > ROOMS.indexOf(source);
  });
  assert.deepEqual(wrong.map(({ from, to }) => `${from} imports ${to}`), []);
});

Deno.test("the plugin's imports make no cycle", () => {
  assert.equal(findCycle(imports), undefined);
});
