import assert from "node:assert/strict";
import { createStyle } from "./style.ts";
import { printable } from "./printable.ts";

Deno.test("printable writes out what could deceive a reader, and nothing else", () => {
  const cases: [string, string][] = [
    ["net 127.0.0.1:8000\n\tnext", "net 127.0.0.1:8000\n\tnext"],
    ["\x1b[1A\x1b[2Khidden", "\\u{1b}[1A\\u{1b}[2Khidden"],
    ["\x1b[8mconcealed", "\\u{1b}[8mconcealed"],
    ["over\rwritten\x08", "over\\u{d}written\\u{8}"],
    ["turned\u202eround", "turned\\u{202e}round"],
    ["caf\u00e9", "caf\u00e9"],
  ];
  for (const [text, expected] of cases) assert.equal(printable(text), expected);
});

Deno.test("printable keeps every colour of Style", () => {
  const style = createStyle({ isTerminal: true, env: {} });
  for (const paint of Object.values(style)) assert.equal(printable(paint("x")), paint("x"));
});
