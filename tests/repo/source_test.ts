import assert from "node:assert/strict";
import { codeFiles, isTest } from "./source_files.ts";
import type { SourceFile } from "./source_files.ts";

/** Patterns that no line may hold, and why. */
const RULES: readonly { name: string; pattern: RegExp; mayTests?: true }[] = [
  {
    name: "work left open: write an issue in its place",
    pattern: /\b(?:TO)(?:DO)\b|\bFIX(?:ME)\b/,
  },
  {
    name: "console: return it, or log it at the top",
    pattern: /\bconsole\.(?:log|error|warn|info|debug)\(/,
    mayTests: true,
  },
  { name: "a lint rule is switched off without a reason", pattern: /deno-lint-ignore(?!.* -- \S)/ },
  { name: "a type error is ignored", pattern: /@ts-(?:ignore|nocheck)/ },
  { name: "not ASCII", pattern: /[^\t -~]/ },
  {
    name: "a promise's catch does nothing",
    pattern: /\.catch\(\(\) => (?:\{\}|undefined|null)\)/,
    mayTests: true,
  },
];

const files = (await codeFiles()).filter(({ path }) => path !== "tests/repo/source_test.ts");

for (const rule of RULES) {
  Deno.test(`no line of code is ${rule.name}`, () => {
    const looked = files.filter(({ path }) => !(rule.mayTests && isTest(path)));
    assert.deepEqual(looked.flatMap((file) => findLines(file, rule.pattern)), []);
  });
}

Deno.test("the rules find what they forbid", () => {
  const samples = [
    "// TO" + "DO later",
    'console.log("x")',
    "// deno-lint-ignore no-explicit-any",
    "// @ts-ignore",
    "\u00e9",
    "work().catch(() => {})",
  ];
  RULES.forEach(({ name, pattern }, index) => {
    assert.equal(findLines({ path: "x", text: samples[index] ?? "" }, pattern).length, 1, name);
  });
});

function findLines({ path, text }: SourceFile, pattern: RegExp): string[] {
  return text.split("\n").flatMap((line, index) =>
    pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 80)}`] : []
  );
}
