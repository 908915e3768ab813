import assert from "node:assert/strict";
import { CodedError } from "../contract/errors.ts";
import { parseArguments } from "./parse_arguments.ts";
import type { ArgumentRules } from "./parse_arguments.ts";

const RULES: ArgumentRules = {
  flags: {
    config: { type: "string", value: "FILE", summary: "The configuration" },
    json: { type: "boolean", summary: "Write JSON" },
  },
  operands: ["NAME"],
};

Deno.test("parseArguments separates switches, values and operands", () => {
  const forms = [
    ["gpu", "--json", "--config", "a.yaml"],
    ["--config=a.yaml", "gpu", "--json"],
    ["--json", "--config=a.yaml", "--", "gpu"],
  ];
  for (const args of forms) {
    const parsed = parseArguments(args, RULES);
    assert.deepEqual([...parsed.switches], ["json"], args.join(" "));
    assert.deepEqual([...parsed.values], [["config", "a.yaml"]], args.join(" "));
    assert.deepEqual(parsed.operands, ["gpu"], args.join(" "));
  }
});

Deno.test("parseArguments refuses what it does not know, and says what is near", () => {
  const cases: [string[], RegExp][] = [
    [["gpu", "--jsn"], /--jsn.*Did you mean --json/],
    [["gpu", "--constructor"], /--constructor: there is no such flag/],
    [["gpu", "-x"], /-x: there is no such flag.*Known flags: --help/],
    [["gpu", "--json=yes"], /--json takes no value/],
    [["gpu", "--config"], /--config FILE/],
    [["gpu", "--config="], /--config FILE/],
    [["gpu", "--config", "--json"], /--config FILE/],
    [[], /Missing NAME/],
    [["gpu", "more"], /"more"/],
  ];
  for (const [args, expected] of cases) {
    assert.throws(() => parseArguments(args, RULES), (error) => {
      assert(error instanceof CodedError, args.join(" "));
      assert.equal(error.code, "usage");
      assert.match(`${error.message} ${error.hint ?? ""}`, expected);
      return true;
    });
  }
});

Deno.test("parseArguments proposes a verb in place of one that is misspelt", () => {
  const rules = { flags: {}, operands: [], verbs: ["llm", "docker"] };
  for (const [word, hint] of [["lllm", "Did you mean llm?"], ["xyz", "There are: llm, docker"]]) {
    assert.throws(() => parseArguments([word ?? ""], rules), { code: "usage", hint });
  }
});

Deno.test("parseArguments asks for no operand when help is asked for", () => {
  for (const flag of ["--help", "-h"]) {
    assert(parseArguments([flag], RULES).switches.has("help"));
  }
});
