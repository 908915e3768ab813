import assert from "node:assert/strict";
import { exitReason } from "./exit_reason.ts";

for (
  const [code, signal, reason, detail] of [
    [0, null, "exit", "It exited with code 0"],
    [1, null, "exit", "It exited with code 1"],
    [70, null, "exit", "It exited with code 70"],
    [137, "SIGKILL", "signal", "It was ended by SIGKILL"],
    [139, "SIGSEGV", "signal", "It was ended by SIGSEGV"],
    [133, null, "out_of_memory", /heap/],
    [134, null, "out_of_memory", /heap/],
    [133, "SIGTRAP", "out_of_memory", /heap/],
    [134, "SIGABRT", "out_of_memory", /heap/],
    [132, "SIGILL", "out_of_memory", /heap/],
  ] as const
) {
  Deno.test(`exitReason of code ${code}, signal ${signal} is ${reason}`, () => {
    const found = exitReason({ code, signal });
    assert.equal(found.reason, reason);
    if (typeof detail === "string") assert.equal(found.detail, detail);
    else assert.match(found.detail, detail);
  });
}
