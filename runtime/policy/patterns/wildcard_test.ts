import assert from "node:assert/strict";
import fc from "fast-check";
import { hasControl, matchesWildcard } from "./wildcard.ts";

Deno.test("matchesWildcard matches the whole text, piece by piece", () => {
  const cases: [pattern: string, text: string, matches: boolean][] = [
    ["abc", "abc", true],
    ["abc", "abcd", false],
    ["", "", true],
    ["*", "", true],
    ["a*", "a", true],
    ["a*c", "abc", true],
    ["a*c", "abcx", false],
    ["a*a", "a", false],
    ["ab*ba", "aba", false],
    ["*b*", "abc", true],
    ["a*b*c", "a-c", false],
    ["*ab*ab", "abab", true],
    ["*ab*ab", "ab", false],
    ["a.c", "abc", false],
    ["[a-z]+", "b", false],
    ["$", "$", true],
  ];
  for (const [pattern, text, matches] of cases) {
    assert.equal(matchesWildcard(pattern, text), matches, `${pattern} and ${text}`);
  }
});

Deno.test("matchesWildcard agrees with a plain recursive definition", () => {
  const slow = (pattern: string, text: string): boolean => {
    if (pattern === "") return text === "";
    if (pattern[0] === "*") {
      return slow(pattern.slice(1), text) || text !== "" && slow(pattern, text.slice(1));
    }
    return pattern[0] === text[0] && slow(pattern.slice(1), text.slice(1));
  };
  const letters = (unit: string[]) => fc.string({ unit: fc.constantFrom(...unit), maxLength: 9 });
  fc.assert(
    fc.property(letters(["a", "b", "*"]), letters(["a", "b"]), (pattern, text) => {
      assert.equal(matchesWildcard(pattern, text), slow(pattern, text));
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("matchesWildcard stays fast where backtracking would never end", () => {
  const startedAt = performance.now();
  assert.equal(matchesWildcard("*a".repeat(2_000) + "b", "a".repeat(50_000)), false);
  assert.ok(performance.now() - startedAt < 1_000);
});

Deno.test("hasControl finds C0, DEL and C1 and nothing else", () => {
  for (const code of [0, 9, 10, 13, 27, 31, 127, 128, 159]) {
    assert.ok(hasControl(`a${String.fromCharCode(code)}b`), String(code));
  }
  for (const code of [32, 126, 160, 0x2028]) assert.ok(!hasControl(String.fromCharCode(code)));
});
