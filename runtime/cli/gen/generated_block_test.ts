import assert from "node:assert/strict";
import { replaceBlock } from "./generated_block.ts";

const PAGE = "# A\n<!-- generated:a -->\nold\n<!-- /generated -->\ntext\n" +
  "<!-- generated:b --><!-- /generated -->\nend";

Deno.test("replaceBlock changes its block alone, and twice is once", () => {
  const once = replaceBlock(PAGE, "a", "new") ?? "";
  assert.equal(
    once,
    "# A\n<!-- generated:a -->\n\nnew\n\n<!-- /generated -->\ntext\n" +
      "<!-- generated:b --><!-- /generated -->\nend",
  );
  assert.equal(replaceBlock(once, "a", "new"), once);
  assert.match(replaceBlock(PAGE, "b", "$& x") ?? "", /b -->\n\n\$& x\n\n<!-- \/gen/);
});

Deno.test("replaceBlock refuses a page without both marks", () => {
  const pages = [
    "no marks",
    "<!-- generated:a --> never closed",
    "<!-- generated:a --> <!-- generated:b --> <!-- /generated -->",
    "<!-- /generated --> <!-- generated:a -->",
  ];
  for (const page of pages) assert.equal(replaceBlock(page, "a", "x"), undefined, page);
});
