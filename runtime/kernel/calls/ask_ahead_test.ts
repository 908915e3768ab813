import assert from "node:assert/strict";
import { EMPTY_GRANT } from "../../policy/permissions/empty_grant.ts";
import type { Candidate, PluginSpec } from "../../contract/syscall.ts";
import { askInventoryAhead } from "./ask_ahead.ts";

function makeCandidate(name: string, facts: string[]): Candidate {
  const spec = { name, grant: { ...EMPTY_GRANT, facts } } as Partial<PluginSpec> as PluginSpec;
  return { name, spec };
}

Deno.test("askInventoryAhead asks for what was granted, and outlives what fails", async () => {
  const asked: unknown[] = [];
  await askInventoryAhead([
    makeCandidate("one", ["/proc/stat", "system:cpu", "statfs:/**"]),
    { name: "waits", pending: { digest: "d", message: "It waits" } },
    makeCandidate("two", ["system:osInfo"]),
    makeCandidate("three", []),
  ], {
    call: ({ name }, { method, args }) => {
      asked.push([name, method, ...args]);
      return name === "one" ? Promise.reject(new Error("refused")) : Promise.resolve({});
    },
  });
  assert.deepEqual(asked, [["one", "system", "cpu"], ["two", "system", "osInfo"]]);
});

Deno.test("askInventoryAhead returns once everything has been answered", async () => {
  const answer = Promise.withResolvers<unknown>();
  let isDone = false;
  const asking = askInventoryAhead([makeCandidate("one", ["system:cpu"])], {
    call: () => answer.promise,
  }).then(() => isDone = true);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(isDone, false);
  answer.resolve({});
  await asking;
});
