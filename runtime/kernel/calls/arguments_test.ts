import assert from "node:assert/strict";
import { findArgumentFault, integerArgument, textArgument, textsArgument } from "./arguments.ts";

const TEXT = textArgument("must be a path", (text) => text.startsWith("/"));
const TEXTS = textsArgument("must be a list of ids");
const INTEGER = integerArgument("must be a number, or -1", -1);

for (
  const [args, fault] of [
    [["/a", ["x"], 0], undefined],
    [["/a", [], -1], undefined],
    [["a", [], 0], "argument 1 must be a path"],
    [[{ startsWith: true }, [], 0], "argument 1 must be a path"],
    [["/a", ["x", 1], 0], "argument 2 must be a list of ids"],
    [["/a", { length: 0 }, 0], "argument 2 must be a list of ids"],
    [["/a", [], -2], "argument 3 must be a number, or -1"],
    [["/a", [], 1.5], "argument 3 must be a number, or -1"],
    [["/a", [], "1"], "argument 3 must be a number, or -1"],
    [["/a", []], "it takes 3 arguments"],
    [["/a", [], 0, null], "it takes 3 arguments"],
  ] as const
) {
  Deno.test(`findArgumentFault finds ${fault ?? "nothing"} in ${JSON.stringify(args)}`, () => {
    assert.equal(findArgumentFault(args, [TEXT, TEXTS, INTEGER]), fault);
  });
}
