import assert from "node:assert/strict";
import { isTest, sourceFiles } from "./source_files.ts";

/** An opening that leaves open what the thing is or does. */
const RELATIVE = /^(?:What|How|Whether|Where|Who|Why|When)\b/;
/** What is declared below the comment: fields may say "Whether ..." as types of the web do. */
const DECLARATION =
  /^(?:export )?(?:async )?(?:function\*?|class|interface|type) |^(?:static |async |override )*(?:get )?#?\w+(?:<[^>]*>)?\(/;

/** Comments of functions, methods, classes and types, with their first sentence. */
function openings(text: string): { line: number; opening: string }[] {
  const found: { line: number; opening: string }[] = [];
  for (const match of text.matchAll(/^[ \t]*\/\*\*([\s\S]*?)\*\/\n[ \t]*(.*)$/gm)) {
    const [, comment = "", declaration = ""] = match;
    if (!DECLARATION.test(declaration)) continue;
    const opening = comment.replaceAll(/^[ \t]*\* ?/gm, "").trim();
    found.push({ line: text.slice(0, match.index).split("\n").length, opening });
  }
  return found;
}

Deno.test("comments say what a function, class or type is or does", async () => {
  const folders = ["runtime", "plugins", "mock", "dashboards", "compose"];
  const files = (await Promise.all(folders.map((folder) => sourceFiles(folder, ".ts")))).flat()
    .filter(({ path }) => !isTest(path));
  const wrong = files.flatMap(({ path, text }) =>
    openings(text).filter(({ opening }) => RELATIVE.test(opening))
      .map(({ line, opening }) => `${path}:${line}: ${opening.split("\n")[0]}`)
  );
  assert.deepEqual(wrong, []);
});

Deno.test("the rule of comments finds what it forbids", () => {
  const text =
    "/** What a thing is. */\nexport interface Thing {\n  /** Whether it is. */\n  is: boolean;\n}\n";
  assert.deepEqual(openings(text), [{ line: 1, opening: "What a thing is." }]);
});
