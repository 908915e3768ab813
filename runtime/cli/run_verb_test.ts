import assert from "node:assert/strict";
import { CodedError } from "../contract/errors.ts";
import { IssuesError } from "../contract/issue.ts";
import { EXIT, Interrupted } from "./exit_codes.ts";
import type { ExitCode } from "./exit_codes.ts";
import { runVerb } from "./run_verb.ts";
import { createStyle } from "./style.ts";
import type { Verb } from "./verb.ts";

function setUp(run: () => Promise<ExitCode>) {
  const [answer, notes]: [string[], string[]] = [[], []];
  const verb: Verb = {
    command: "deno task do",
    summary: "Does something",
    flags: { file: { type: "string", value: "FILE", summary: "What to read" } },
    operands: ["NAME"],
    examples: [["deno task do it", "does it"]],
    run,
  };
  const context = {
    output: {
      line: (text: string) => answer.push(text),
      raw: (text: string) => answer.push(text),
      json: (value: unknown) => answer.push(JSON.stringify(value)),
      note: (text: string) => notes.push(text),
    },
    style: createStyle({ isTerminal: false, env: {} }),
    env: {},
    cwd: "/",
    ask: undefined,
  };
  return { answer, notes, start: (...args: string[]) => runVerb(verb, args, context) };
}

Deno.test("runVerb turns what a verb throws into an exit code and lines that help", async () => {
  const issue = { code: "manifest_invalid", file: "p.yaml", path: "name", rule: "is bad" } as const;
  const cases: [Error, ExitCode, RegExp][] = [
    [new CodedError("host_unreachable", "Cannot reach it"), 5, /^error\[host_unreachable\] Cannot/],
    [
      new CodedError("approval_needed", "No", { hint: "Say yes" }),
      4,
      /\[approval_needed\].*Say yes/,
    ],
    [new IssuesError([issue, issue]), 3, /(\[manifest_invalid\] p\.yaml: name: is bad.*){2}/],
    [new TypeError("boom"), 1, /^error\[internal\] boom.*run_verb_test/],
  ];
  for (const [error, code, expected] of cases) {
    const { notes, answer, start } = setUp(() => Promise.reject(error));
    assert.equal(await start("it"), code, error.message);
    assert.match(notes.join(" ").replaceAll("\n", " "), expected);
    assert.deepEqual(answer, []);
  }
});

Deno.test("runVerb says which path the system refuses and what to do, without a stack", async () => {
  const { notes, start } = setUp(async () => {
    await Deno.readTextFile("/no_such_folder/a 'quoted' file");
    return EXIT.ok;
  });
  assert.equal(await start("it"), EXIT.failure);
  assert.deepEqual(notes, [
    "error[path_unusable] Cannot use /no_such_folder/a 'quoted' file: " +
    "no such file or directory (readfile)",
    "  Create it, or correct the path",
  ]);
});

Deno.test("runVerb says nothing about what Ctrl-C ended", async () => {
  const { notes, answer, start } = setUp(() => Promise.reject(new Interrupted()));
  assert.equal(await start("it"), EXIT.interrupted);
  assert.deepEqual([notes, answer], [[], []]);
});

Deno.test("runVerb does not run a verb whose arguments are wrong", async () => {
  const { notes, start } = setUp(() => Promise.reject(new Error("was run")));
  assert.equal(await start("it", "--fil", "x"), EXIT.usage);
  assert.deepEqual(notes, [
    "error[usage] Cannot read --fil: there is no such flag",
    "  Did you mean --file?",
    "See deno task do --help",
  ]);
});

Deno.test("runVerb shows usage, flags and examples for --help", async () => {
  const { answer, start } = setUp(() => Promise.reject(new Error("was run")));
  assert.equal(await start("--help"), EXIT.ok);
  for (
    const part of ["Does something", "deno task do NAME [flags]", "--file FILE", "deno task do it"]
  ) {
    assert(answer[0]?.includes(part), part);
  }
});
