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
