import assert from "node:assert/strict";
import { findCycle, reachable, readImports } from "./imports.ts";

const TEXT = `import { a } from "./a.ts";
import type { B } from "../b.ts";
import {
  c,
} from "zod";
export { d } from "./d/e.ts";
import "./side.ts";
/**
 * import { no } from "./no.ts";
 */
const late = await import("./late.ts");
`;

Deno.test("readImports reads every form of import, and none in a comment", () => {
  const found = readImports({ path: "x/y.ts", text: TEXT })
    .map(({ to, isType }) => `${to}${isType ? " (type)" : ""}`);
  assert.deepEqual(found, [
    "x/a.ts",
    "b.ts (type)",
    "zod",
    "x/d/e.ts",
    "x/side.ts",
    "x/late.ts",
  ]);
});

Deno.test("findCycle finds a cycle through types, and none where there is none", () => {
  const edge = (from: string, to: string, isType = false) => ({
    from,
    to,
    isType,
    isRelative: true,
  });
  assert.deepEqual(findCycle([edge("a", "b"), edge("b", "c", true), edge("c", "b")]), [
    "b",
    "c",
    "b",
  ]);
  assert.equal(findCycle([edge("a", "b"), edge("a", "c"), edge("b", "c")]), undefined);
  assert.deepEqual([...reachable("a", [edge("a", "b"), edge("b", "c", true)])], ["a", "b"]);
});
