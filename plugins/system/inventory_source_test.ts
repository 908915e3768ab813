import assert from "node:assert/strict";
import { FamilySet } from "@llm-monitor/sdk";
import type { Facts } from "@llm-monitor/sdk";
import { fakeContext } from "@llm-monitor/sdk/testing";
import { Inventory } from "./inventory_source.ts";

const config = { modelFolders: [], networkFileSystems: false, perCpu: false };
const NEVER = new Promise<never>(() => {});

/** Reads the source once; what was not there is "absent". */
async function read(
  inventory: Inventory,
  system: Facts["system"],
  others: Promise<unknown> = NEVER,
): Promise<string> {
  const context = fakeContext({ config });
  const set = new FamilySet();
  const facts = { ...context.facts, system };
  const isThere = await inventory.source(others).read({ ...context, facts }, set);
  return isThere ? JSON.stringify(set.families()) : "absent";
}

/** Answers `osInfo` and `cpu`. */
const answered = (name: string) => Promise.resolve(name === "cpu" ? { brand: "Xeon" } : {});

Deno.test("the first read of the inventory takes no longer than the other sources", async () => {
  const inventory = new Inventory({ nowMs: () => 0 });
  assert.equal(await read(inventory, () => NEVER, Promise.resolve()), "absent");
  assert.match(await read(inventory, answered), /Xeon/);
});

Deno.test("the first read of the inventory takes what is there when the others are done", async () => {
  const inventory = new Inventory({ nowMs: () => 0 });
  assert.match(await read(inventory, answered, Promise.resolve()), /Xeon/);
});

Deno.test("a later read of the inventory waits, and gives up on an answer that does not come", async () => {
  const inventory = new Inventory({ nowMs: () => 0, maxWaitMs: 10 });
  await read(inventory, () => NEVER, Promise.resolve());
  await assert.rejects(
    read(inventory, () => NEVER, Promise.resolve()),
    /Cannot wait longer than 10 ms/,
  );
});

Deno.test("a failure of the inventory is told at the first read, too", async () => {
  const refused = () => Promise.reject(new Error("not granted"));
  await assert.rejects(read(new Inventory({ nowMs: () => 0 }), refused), /not granted/);
});

Deno.test("the inventory leaves no timer behind and drops what identifies the machine", async () => {
  const system = { osInfo: { distro: "Debian", serial: "S3CRET" }, cpu: { brand: "Xeon" } };
  const text = await read(
    new Inventory({ nowMs: () => 0 }),
    fakeContext({ config, system }).facts.system,
  );
  assert.doesNotMatch(text, /S3CRET/);
  assert.match(text, /Debian.*Xeon/);
});
