import assert from "node:assert/strict";
import { code, markdownTable } from "./markdown_table.ts";

Deno.test("markdownTable pads every column and keeps cells whole", () => {
  assert.equal(
    markdownTable(["A", "Longer"], [["`x`", "one|two"], ["word", "two\nlines"]]),
    [
      "| A    | Longer    |",
      "| ---- | --------- |",
      "| `x`  | one\\|two  |",
      "| word | two lines |",
    ].join("\n"),
  );
});

Deno.test("code marks absence", () => {
  assert.equal(code(""), "-");
  assert.equal(code("15s"), "`15s`");
});
