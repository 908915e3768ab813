import assert from "node:assert/strict";
import fc from "fast-check";
import { checkArgumentPattern, coversArgument, matchesArguments } from "./argument_pattern.ts";

const QUERY = ["--query-gpu=*", "--format=csv,noheader,nounits"];

Deno.test("matchesArguments allows what the patterns say and nothing more", () => {
  const cases: [patterns: string[], args: string[], matches: boolean][] = [
    [[], [], true],
    [[], ["-L"], false],
    [["-L"], [], false],
    [QUERY, ["--query-gpu=index,name", "--format=csv,noheader,nounits"], true],
    [QUERY, ["--query-gpu=", "--format=csv,noheader,nounits"], true],
    [QUERY, ["--format=csv,noheader,nounits", "--query-gpu=index"], false],
    [QUERY, ["--query-gpu=index"], false],
    [QUERY, ["--query-gpu=index", "--format=csv,noheader,nounits", "-f", "/etc/x"], false],
    [QUERY, ["--query-gpu=index\n-f", "--format=csv,noheader,nounits"], false],
    [QUERY, ["--query-gpu=index\0", "--format=csv,noheader,nounits"], false],
    [["-i", "*"], ["-i", "0"], true],
    [["-i", "*"], ["-i", "-f"], false],
    [["-i", "*"], ["-i", "--filename=/etc/x"], false],
    [["-*"], ["-f"], true],
    [["-L"], ["-L\n"], false],
    [["-.*"], ["-L"], false],
  ];
  for (const [patterns, args, matches] of cases) {
    assert.equal(matchesArguments(patterns, args), matches, JSON.stringify([patterns, args]));
  }
});

Deno.test("matchesArguments takes every literal argument for itself alone", () => {
  const argument = fc.string().filter((text) =>
    !text.includes("*") && checkArgumentPattern(text) === undefined
  );
  fc.assert(fc.property(argument, argument, (pattern, other) => {
    assert.ok(matchesArguments([pattern], [pattern]));
    assert.equal(matchesArguments([pattern], [other]), pattern === other);
  }));
});

Deno.test("checkArgumentPattern refuses control characters", () => {
  for (const pattern of ["a\0", "a\nb", "\t", "\u007f"]) {
    assert.match(checkArgumentPattern(pattern) ?? "", /control character/);
  }
  assert.equal(checkArgumentPattern("--query-gpu=*"), undefined);
});

Deno.test("coversArgument never says yes of a pattern that matches more", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "-", "*"), maxLength: 5 });
  const text = fc.string({ unit: fc.constantFrom("a", "-"), maxLength: 6 });
  fc.assert(fc.property(pattern, pattern, text, (outer, inner, argument) => {
    fc.pre(coversArgument(outer, inner) && matchesArguments([inner], [argument]));
    assert.ok(matchesArguments([outer], [argument]), `${outer} ${inner} ${argument}`);
  }));
  assert.ok(coversArgument("--query-gpu=*", "--query-gpu=index,*"));
  assert.ok(!coversArgument("--query-gpu=index,*", "--query-gpu=*"));
});
