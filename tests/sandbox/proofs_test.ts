/** The table of the second siege in README.md: every row is there, and its tests are what it says. */
import assert from "node:assert/strict";
import { REPO } from "../repo/source_files.ts";

/** Rows of the siege's table, and of what was built against it. */
const BROKEN = 16;
const BUILT = 11;
const ROW = /^\| ((?:Build )?\d+) +\| (.+?) +\| `([\w/]+_test\.ts)` +\| (.+?) +\|$/gm;
/** A title, in the place of one: of a test, a step, or of many that are made alike. */
const TITLE =
  /(?:Deno\.test\(|\.step\(|\bname:|\btitleOf: [^"`]*?=>)\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)/g;

const page = await Deno.readTextFile(`${REPO}/tests/sandbox/README.md`);
const rows = [...page.matchAll(ROW)].map(([, row = "", attack = "", file = "", title = ""]) => ({
  row,
  attack,
  file: file.startsWith("runtime/") ? file : `tests/${file}`,
  title,
}));

Deno.test("the table of the second siege has every row, and nothing else", () => {
  const expected = [
    ...Array.from({ length: BROKEN }, (_, index) => `${index + 1}`),
    ...Array.from({ length: BUILT }, (_, index) => `Build ${index + 1}`),
  ];
  assert.deepEqual([...new Set(rows.map(({ row }) => row))], expected);
});

Deno.test("every row of the second siege names tests that are there", async () => {
  const wrong: string[] = [];
  for (const { row, file, title } of rows) {
    const titles = findTitles(await Deno.readTextFile(`${REPO}/${file}`));
    if (!titles.some((pattern) => pattern.test(title))) wrong.push(`${row}: ${file}: ${title}`);
  }
  assert.deepEqual(wrong, []);
});

/** Patterns of the titles in a file: what a template fills in may be anything. */
function findTitles(text: string): RegExp[] {
  return [...text.matchAll(TITLE)].map(([, plain, template]) => {
    const parts = (plain ?? template ?? "").split(plain === undefined ? /\$\{[^}]*\}/ : /$^/);
    return new RegExp(`^${parts.map(RegExp.escape).join(".+")}$`);
  });
}
