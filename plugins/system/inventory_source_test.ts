import assert from "node:assert/strict";
import { FamilySet } from "@llm-monitor/sdk";
import { fakeContext } from "@llm-monitor/sdk/testing";
import { inventorySource } from "./inventory_source.ts";

const config = { modelFolders: [], networkFileSystems: false, perCpu: false };

Deno.test("inventorySource gives up on an answer that does not come", async () => {
  const context = fakeContext({ config });
  const facts = { ...context.facts, system: () => new Promise<never>(() => {}) };
  const source = inventorySource({ nowMs: () => 0, maxWaitMs: 10 });
  await assert.rejects(
    Promise.resolve(source.read({ ...context, facts }, new FamilySet())),
    /Cannot wait longer than 10 ms/,
  );
});

Deno.test("inventorySource leaves no timer behind and drops what identifies the machine", async () => {
  const system = { osInfo: { distro: "Debian", serial: "S3CRET" }, cpu: { brand: "Xeon" } };
  const set = new FamilySet();
  await inventorySource({ nowMs: () => 0 }).read(fakeContext({ config, system }), set);
  assert.doesNotMatch(JSON.stringify(set.families()), /S3CRET/);
  assert.match(JSON.stringify(set.families()), /Debian.*Xeon/);
});
