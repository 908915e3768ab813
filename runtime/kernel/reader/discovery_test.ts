import assert from "node:assert/strict";
import { parseUntil } from "./discovery.ts";

Deno.test("parseUntil leaves what comes after its time for the next discovery", async () => {
  let left = 2;
  const parse = parseUntil(
    (text) => Promise.resolve({ ok: true, value: { text }, lines: [0] }),
    () => left-- > 0,
  );
  const parsed = await Promise.allSettled(["a", "b", "c"].map(parse));
  assert.deepEqual(parsed.map(({ status }) => status), ["fulfilled", "fulfilled", "rejected"]);
  await assert.rejects(parse("d"), {
    // The feed tries again for this code.
    code: "plugin_unreadable",
    message: /^Cannot parse plugin\.yaml: those before it took too long; it is tried again$/,
  });
});
