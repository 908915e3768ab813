import assert from "node:assert/strict";

/** Holds a check against inputs with the problem that it is to find, or none. */
export function judge<Input>(
  check: (input: Input) => string | undefined,
  cases: readonly (readonly [input: Input, problem: RegExp | undefined])[],
): void {
  for (const [input, problem] of cases) {
    const found = check(input);
    if (problem) assert.match(found ?? "", problem, JSON.stringify(input));
    else assert.equal(found, undefined, JSON.stringify(input));
  }
}
