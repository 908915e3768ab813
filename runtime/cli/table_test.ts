import assert from "node:assert/strict";
import { formatTable } from "./table.ts";

Deno.test("formatTable pads columns by their visible width", () => {
  assert.deepEqual(
    formatTable([["NAME", "STATE", "WHY"], ["a", "\x1b[32mok\x1b[39m", ""], [
      "long_name",
      "no",
      "x",
    ]]),
    [
      "NAME       STATE  WHY",
      "a          \x1b[32mok\x1b[39m",
      "long_name  no     x",
    ],
  );
  assert.deepEqual(formatTable([]), []);
});
