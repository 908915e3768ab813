import assert from "node:assert/strict";
import { editDistance, nearest } from "./nearest.ts";

Deno.test("nearest suggests a close word only", () => {
  const known = ["approve", "revoke", "list", "test"];
  const cases: [string, string | undefined][] = [
    ["aprove", "approve"],
    ["lst", "list"],
    ["rewoke", "revoke"],
    ["APPROVE", "approve"],
    ["tset", "test"],
    ["lsit", "list"],
    ["delete", undefined],
    ["", undefined],
  ];
  for (const [word, expected] of cases) assert.equal(nearest(word, known), expected, word);
});

Deno.test("editDistance counts single-letter changes", () => {
  assert.equal(editDistance("kitten", "sitting"), 3);
  assert.equal(editDistance("", "abc"), 3);
  assert.equal(editDistance("same", "same"), 0);
  assert.equal(editDistance("gup", "gpu"), 1);
  assert.equal(editDistance("ab", "ba"), 1);
  assert.equal(editDistance("", ""), 0);
});
