import assert from "node:assert/strict";
import { createStyle } from "./style.ts";

Deno.test("createStyle colours on a terminal only, and never with NO_COLOR", () => {
  const cases: [boolean, Record<string, string>, string][] = [
    [true, {}, "\x1b[31mno\x1b[39m"],
    [true, { NO_COLOR: "" }, "\x1b[31mno\x1b[39m"],
    [true, { NO_COLOR: "1" }, "no"],
    [true, { TERM: "dumb" }, "no"],
    [false, {}, "no"],
  ];
  for (const [isTerminal, env, expected] of cases) {
    assert.equal(createStyle({ isTerminal, env }).red("no"), expected);
  }
});
