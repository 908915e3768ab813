import assert from "node:assert/strict";
import { codeFiles, REPO, sourceFiles } from "./source_files.ts";

/** An opening that leaves open what the thing is or does. */
const RELATIVE = /^(?:What|How|Whether|Where|Who|Why|When)\b/;
/** The top folders that hold TypeScript; a new one has to be among them. */
const FOLDERS = ["compose", "dashboards", "mock", "plugins", "runtime", "tests"];

/** Returns the first words of every JSDoc comment: of files, declarations, fields and members. */
function openings(text: string): { line: number; opening: string }[] {
  return [...text.matchAll(/^[ \t]*\/\*\*([\s\S]*?)\*\//gm)].map(({ 1: comment = "", index }) => ({
    line: text.slice(0, index).split("\n").length,
    opening: comment.replaceAll(/^[ \t]*\* ?/gm, "").trim(),
  }));
}

const files = await codeFiles();

Deno.test("comments say what a thing is or does", () => {
  const wrong = files.flatMap(({ path, text }) =>
    openings(text).filter(({ opening }) => RELATIVE.test(opening))
      .map(({ line, opening }) => `${path}:${line}: ${opening.split("\n")[0]}`)
  );
  assert.deepEqual(wrong, []);
});

Deno.test("the rule of comments sees every top folder", async () => {
  const seen = new Set(files.map(({ path }) => path.split("/")[0]));
  assert.deepEqual([...seen].sort(), FOLDERS);
  const entries = await Array.fromAsync(Deno.readDir(REPO));
  const folders = entries.filter(({ name, isDirectory }) => isDirectory && !name.startsWith("."));
  const withCode = await Promise.all(
    folders.map(async ({ name }) => (await sourceFiles(name, ".ts")).length > 0 ? [name] : []),
  );
  assert.deepEqual(withCode.flat().sort(), FOLDERS);
});

Deno.test("the rule of comments finds what it forbids", () => {
  const text = [
    "/** What a file holds. */",
    'import "x";',
    "/** A thing. */",
    "export interface Thing {",
    "  /** Whether it is. */",
    "  is: boolean;",
    "  /**",
    "   * How long it is.",
    "   */",
    "  readonly lengthMs: number;",
    "}",
    "/** Where it is. */",
    "const PLACE = 1;",
  ].join("\n");
  const found = openings(text).filter(({ opening }) => RELATIVE.test(opening));
  assert.deepEqual(found.map(({ line, opening }) => [line, opening]), [
    [1, "What a file holds."],
    [5, "Whether it is."],
    [7, "How long it is."],
    [12, "Where it is."],
  ]);
});
