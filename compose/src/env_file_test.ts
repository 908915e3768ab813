import assert from "node:assert/strict";
import { parseEnvFile } from "./env_file.ts";

Deno.test("parseEnvFile reads what Compose reads", () => {
  const text = [
    "# a comment",
    "A=1",
    "  B = two words  ",
    'C="#alerts"',
    "export D='x'",
    "E=value # why",
    "F=",
    "no variable",
    "A=2",
  ].join("\n");
  assert.deepEqual(parseEnvFile(text), {
    ...{ A: "2", B: "two words", C: "#alerts", D: "x", E: "value", F: "" },
  });
});
