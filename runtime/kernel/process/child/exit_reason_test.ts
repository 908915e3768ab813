import assert from "node:assert/strict";
import { exitReason, innerStatus } from "./exit_reason.ts";

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

Deno.test("innerStatus tells the signal of what bwrap started, and leaves codes alone", () => {
  const status = (code: number, signal: string | null = null) => ({ code, signal });
  assert.deepEqual(innerStatus(status(137)), status(137, "SIGKILL"));
  assert.deepEqual(innerStatus(status(133)), status(133, "SIGTRAP"));
  for (const code of [0, 1, 128, 255]) assert.deepEqual(innerStatus(status(code)), status(code));
  // Itself ended by a signal, as with its group.
  assert.deepEqual(innerStatus(status(137, "SIGKILL")), status(137, "SIGKILL"));
});
