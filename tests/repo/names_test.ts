/** Names of functions: a verb says what one does; "issues of" is for what is there and only found. */
import assert from "node:assert/strict";
import { codeFiles } from "./source_files.ts";

/** The names that read as well with `Of` as with a verb. The list may shrink; it does not grow. */
const ALLOWED = [
  ...["codeOf", "descendantsOf", "familyOf", "histogramsOf", "issuesOf", "keyOf", "labelsOf"],
  ...["layerOf", "modeOf", "nameOf", "numbersOf", "oneOf", "ownerOf", "panelsOf", "partsOf"],
  ...["queriesOf", "roomOf", "rowsOf", "sectionOf", "seriesOf", "sumOf", "textOf", "typeOf"],
  ...["widthOf", "worstOf"],
];
/** A function, a constant that holds one, or a method. */
const DECLARED =
  /\bfunction\*? +(\w+Of)\b|\bconst (\w+Of) = (?:async )?(?:<[^>]*>)?\(|^ +(?:async |static )*#?(\w+Of)\([^;]*\{$/gm;

function findNames(text: string): string[] {
  return [...text.matchAll(DECLARED)].flatMap(([, ...names]) => names.filter(Boolean));
}

// Its own samples are what it forbids.
const files = (await codeFiles()).filter(({ path }) => path !== "tests/repo/names_test.ts");

Deno.test("functions are verbs, but for a short list", () => {
  const wrong = files.flatMap(({ path, text }) =>
    findNames(text).filter((name) => !ALLOWED.includes(name)).map((name) => `${path}: ${name}`)
  );
  assert.deepEqual(wrong, []);
});

Deno.test("the list of names has 25 at most, and each of them is in use", () => {
  assert.ok(ALLOWED.length <= 25, `${ALLOWED.length}`);
  const used = new Set(files.flatMap(({ text }) => findNames(text)));
  assert.deepEqual(ALLOWED.filter((name) => !used.has(name)), []);
});

Deno.test("the rule of names finds functions, constants and methods", () => {
  const text = [
    "export async function* linesOf(stream) {}",
    "  const fieldOf = (column) => column;",
    "  async #cardOf({ spec }: Unit): Promise<Card> {",
    "  return keyOf(labels);",
  ].join("\n");
  assert.deepEqual(findNames(text), ["linesOf", "fieldOf", "cardOf"]);
});
