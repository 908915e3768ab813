import assert from "node:assert/strict";
import { TroubleLog } from "./trouble_log.ts";

Deno.test("TroubleLog logs a trouble once, another one anew, and the end", () => {
  const lines: string[] = [];
  const troubles = new TroubleLog();
  for (const trouble of ["", "a", "a", "b", "", "", "b"]) {
    troubles.note((level, message) => lines.push(`${level} ${message}`), trouble);
  }
  assert.deepEqual(lines, ["warn a", "warn b", "info This is over: b", "warn b"]);
});
