import assert from "node:assert/strict";
import { parseArguments } from "./arguments.ts";

const NOTHING = { isQuick: false, wantsHelp: false, paths: [], flags: [] };

Deno.test("paths are chosen, and flags are those of deno test with their values", () => {
  assert.deepEqual(parseArguments([]), NOTHING);
  assert.deepEqual(parseArguments(["--quick"]), { ...NOTHING, isQuick: true });
  assert.deepEqual(parseArguments(["-h"]), { ...NOTHING, wantsHelp: true });
  assert.deepEqual(
    parseArguments(["tests/e2e", "--filter", "a lost card", "--", "plugins", "--filter=x"]),
    {
      ...NOTHING,
      paths: ["tests/e2e", "plugins"],
      flags: ["--filter", "a lost card", "--filter=x"],
    },
  );
});

Deno.test("a misspelt flag is told before anything runs, and flags of deno test are not", () => {
  assert.deepEqual(parseArguments(["--quik"]).misspelt, { flag: "--quik", meant: "--quick" });
  assert.deepEqual(parseArguments(["--fliter=x"]).misspelt, {
    flag: "--fliter",
    meant: "--filter",
  });
  for (
    const flag of ["--filter=x", "--quiet", "--fail-fast", "--parallel", "-A", "--trace-leaks"]
  ) {
    assert.equal(parseArguments([flag]).misspelt, undefined, flag);
  }
});
