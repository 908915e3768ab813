import assert from "node:assert/strict";
import { reachable, readImports } from "./imports.ts";
import { codeFiles } from "./source_files.ts";

const IGNORE = /^\s*(?:ignore\s*[:,]|const ignore\b)|\bDeno\.test\.ignore\b/m;
const NOTES = "tests/support/leave_out.ts";

const files = await codeFiles();
const imports = files.flatMap(readImports);

Deno.test("a test that may be left out says why in the summary of the suite", () => {
  const ignoring = files.filter(({ path, text }) => path.endsWith("_test.ts") && IGNORE.test(text));
  assert(ignoring.length > 10, "the tests that may be left out were not found");
  const silent = ignoring.filter(({ path }) => !reachable(path, imports).has(NOTES))
    .map(({ path }) => path);
  assert.deepEqual(silent, []);
});
