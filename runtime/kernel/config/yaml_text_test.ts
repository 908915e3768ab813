import assert from "node:assert/strict";
import fc from "fast-check";
import { IssuesError } from "../../contract/issue.ts";
import type { Issue } from "../../contract/issue.ts";
import { parseYaml as parseText } from "../../yaml/parse_yaml.ts";
import { toYamlFile } from "./yaml_file.ts";
import type { YamlFile } from "./yaml_file.ts";

function parseYaml(text: string, displayFile: string): YamlFile {
  return toYamlFile(parseText(text), displayFile);
}

function issuesOf(text: string): readonly Issue[] {
  try {
    parseYaml(text, "file.yaml");
  } catch (error) {
    assert.ok(error instanceof IssuesError, String(error));
    return error.issues;
  }
  assert.fail(`It was taken: ${text.slice(0, 80)}`);
}

Deno.test("parseYaml reads mappings, and nothing as an empty one", () => {
  const cases: [string, unknown][] = [
    ["", {}],
    ["# nothing\n", {}],
    ["a: 1\nb: [x, 'y']\nc: {d: true, e: null}\n", {
      a: 1,
      b: ["x", "y"],
      c: { d: true, e: null },
    }],
    // What is a word in YAML 1.2 stays one, whatever older versions made of it.
    ["a: yes\nb: 2020-01-01\nc: 0o17\nd: 1:30\n", { a: "yes", b: "2020-01-01", c: 15, d: "1:30" }],
    ["%YAML 1.1\n---\na: no\n", { a: "no" }],
    ["1: a\ntrue: b\n", { 1: "a", true: "b" }],
    ["\ufeffa: 1\r\nb: 2\r\n", { a: 1, b: 2 }],
    ["constructor: 1\n", { constructor: 1 }],
  ];
  for (const [text, value] of cases) assert.deepEqual(parseYaml(text, "f").value, value, text);
});

const REFUSED: Readonly<Record<string, [text: string, line: number, says: RegExp]>> = {
  "a key twice": ["a: 1\nb: 2\n'a': 3\n", 3, /unique/],
  "a key twice, deeper": ["a:\n  - {b: 1, b: 2}\n", 2, /unique/],
  "a list": ["- a\n", 1, /keys and values/],
  "one text": ["hello\n", 1, /keys and values/],
  "two documents": ["a: 1\n---\nb: 2\n", 2, /multiple documents/],
  "an anchor": ["a: 1\nb: &x {c: 1}\n", 2, /anchors \(&x\)/],
  "an alias": ["a: &x 1\nb: *x\n", 1, /anchors/],
  "a merge key": ["a: 1\nb:\n  <<: {c: 1}\n", 3, /key </],
  "a tag of our own": ["a: !mine 1\n", 1, /tag/],
  "a tag of a language": ["a: !!js/function 'x'\n", 1, /tag/],
  "bytes": ["a: 1\nb: !!binary aGk=\n", 2, /tags/],
  "a set": ["a: !!set {x}\n", 1, /tags/],
  "an ordered map": ["a: !!omap [x: 1]\n", 1, /tags/],
  "a tagged key": ["!!str a: 1\n", 1, /tags/],
  "the key __proto__": ["a: {__proto__: {b: 1}}\n", 1, /__proto__/],
  "the key __proto__, escaped": ['"\\x5f_proto__": 1\n', 1, /__proto__/],
  "a key that is a list": ["? [a]\n: b\n", 1, /strings/],
  "a tab": ["a:\n\tb: 1\n", 2, /[Tt]abs/],
  "a bracket that stays open": ["a: [1, 2\n", 2, /./],
  "a directive that is unknown": ["%MINE 1\n---\na: 1\n", 1, /directive/],
};
for (const [title, [text, line, says]] of Object.entries(REFUSED)) {
  Deno.test(`parseYaml refuses ${title}`, () => {
    const issues = issuesOf(text);
    assert.equal(issues[0]?.line, line);
    assert.ok(issues.every(({ code, file }) => code === "yaml_invalid" && file === "file.yaml"));
    assert.match(issues.map(({ rule }) => rule).join("\n"), says);
  });
}

Deno.test("parseYaml refuses an alias bomb before it grows", () => {
  const levels = Array.from({ length: 20 }, (_, level) => {
    const before = level === 0 ? "x" : `*l${level - 1}`;
    return `l${level}: &l${level} [${Array(10).fill(before).join(", ")}]`;
  });
  const startMs = performance.now();
  assert.ok(issuesOf(levels.join("\n")).length > 0);
  assert.ok(performance.now() - startMs < 2_000);
});

Deno.test("parseYaml ends in issues, however deep the text nests", () => {
  for (const depth of [3_000, 30_000]) {
    issuesOf(`a: ${"[".repeat(depth)}${"]".repeat(depth)}`);
    issuesOf(`a: ${"{a: ".repeat(depth)}${"}".repeat(depth)}`);
    issuesOf("- ".repeat(depth));
  }
});

Deno.test("parseYaml throws nothing but issues, and reads all JSON", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
    try {
      parseYaml(text, "f");
    } catch (error) {
      assert.ok(error instanceof IssuesError, String(error));
    }
  }));
  const key = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(fc.property(fc.dictionary(key, fc.jsonValue({ noUnicodeString: true })), (value) => {
    const text = JSON.stringify(value);
    fc.pre(!/"(?:__proto__|<<)":/.test(text));
    assert.equal(JSON.stringify(parseYaml(text, "f").value), text);
  }));
});

Deno.test("parseYaml knows the lines of keys, items and of what is missing below them", () => {
  const { lineOf } = parseYaml("a:\n  b:\n    - x\n    - {c: 1,\n       d: 2}\n", "f");
  const cases: [PropertyKey[], number | undefined][] = [
    [["a"], 1],
    [["a", "b"], 2],
    [["a", "b", 0], 3],
    [["a", "b", 1, "d"], 5],
    [["a", "b", 1, "missing"], 4],
    [["a", "missing", "deeper"], 1],
    [["missing"], undefined],
    [[], undefined],
  ];
  for (const [path, line] of cases) assert.equal(lineOf(path), line, path.join("."));
});
