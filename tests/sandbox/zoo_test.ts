/** The table of attacks in docs/security.md: every item is there, and its tests are what it says. */
import assert from "node:assert/strict";
import { REPO, sourceFiles } from "../repo/source_files.ts";
import { badPluginNames } from "./bad_plugins.ts";

/** The red-team list; what was found later follows it. */
const ITEMS = 87;
/** One row: items, what is attacked, and where that is tested or why it cannot be. */
const ROW = /^\| (\d[\d, -]*?) +\| (.+?) +\| (.+?) +\|$/gm;
const FILE = /`([\w/]+_test\.ts)`/g;
/** Words of a title, or of a table that titles are made of. */
const NAMED = /\bitems?:? "?(\d[\d, -]*)/g;

const page = await Deno.readTextFile(`${REPO}/docs/security.md`);
const rows = [...page.matchAll(ROW)].map(([, items = "", attack = "", proof = ""]) => ({
  items: expand(items),
  attack,
  proof,
  files: [...proof.matchAll(FILE)].map(([, file = ""]) =>
    file.startsWith("runtime/") ? file : `tests/${file}`
  ),
}));
const tests = await sourceFiles("tests", "_test.ts");

Deno.test("the table of attacks lists every item once, and nothing else", () => {
  const listed = rows.flatMap(({ items }) => items).sort((a, b) => a - b);
  const first = listed.filter((item) => item <= ITEMS);
  assert.deepEqual(first, Array.from({ length: ITEMS }, (_, index) => index + 1));
  assert.deepEqual(listed, [...new Set(listed)]);
});

Deno.test("every row of the table names a test, or says why there can be none", () => {
  const silent = rows.filter(({ files, proof }) =>
    files.length === 0 && !/^Not possible: .{20,}/.test(proof)
  );
  assert.deepEqual(silent, []);
});

Deno.test("every test that the table names is there, and names the items itself", async () => {
  const wrong: string[] = [];
  for (const { items, files } of rows) {
    for (const file of files) {
      const named = itemsNamedIn(await textOf(file));
      for (const item of items) if (!named.has(item)) wrong.push(`${file} does not name ${item}`);
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("every bad plugin is used by a test that names the items of its manifest", async () => {
  const wrong: string[] = [];
  for (const name of await badPluginNames()) {
    const manifest = await textOf(`tests/fixtures/bad_plugins/${name}/plugin.yaml`);
    const items = itemsNamedIn(manifest);
    const users = tests.filter(({ text }) => new RegExp(`\\b${name}\\b`).test(text));
    const named = new Set(users.flatMap(({ text }) => [...itemsNamedIn(text)]));
    if (items.size === 0) wrong.push(`${name} names no item`);
    if (users.length === 0) wrong.push(`no test uses ${name}`);
    for (const item of items) if (!named.has(item)) wrong.push(`no test of ${name} names ${item}`);
  }
  assert.deepEqual(wrong, []);
});

async function textOf(file: string): Promise<string> {
  return await Deno.readTextFile(`${REPO}/${file}`);
}

function itemsNamedIn(text: string): Set<number> {
  return new Set([...text.matchAll(NAMED)].flatMap(([, items = ""]) => expand(items)));
}

/** `2-4, 9` is 2, 3, 4 and 9. */
function expand(items: string): number[] {
  return items.split(",").map((part) => part.trim()).filter((part) => part !== "").flatMap(
    (part) => {
      const [first = 0, last = first] = part.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    },
  );
}
