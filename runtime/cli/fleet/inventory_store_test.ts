import assert from "node:assert/strict";
import { fileMark } from "./file_mark.ts";
import { InventoryStore } from "./inventory_store.ts";
import { readInventory } from "./read_inventory.ts";
import { withInventory } from "./testing_inventory.ts";

/** Opens the store of a folder; its clock moves by a second at each reading. */
function openStore(dir: string): Promise<InventoryStore> {
  let nowMs = 0;
  return InventoryStore.open({
    read: () => readInventory("fleet.yaml", dir),
    mark: () => fileMark(`${dir}/fleet.yaml`),
  }, () => nowMs += 1_000);
}

const names = ({ current }: InventoryStore) => current.hosts.map(({ target }) => target);

Deno.test("InventoryStore takes a changed file once it rests", () =>
  withInventory("hosts: [a]\n", async ({ dir, file }) => {
    const store = await openStore(dir);
    assert.equal(await store.look(), undefined);
    await Deno.writeTextFile(file, "hosts: [a, b]\n");
    assert.equal(await store.look(), undefined, "it may still be written");
    assert.deepEqual(await store.look(), { ok: true, lines: ["The list now has 2 hosts"] });
    assert.deepEqual(names(store), ["a:8090", "b:8090"]);
    assert.equal(store.loadedMs, 2_000);
    assert.equal(await store.look(), undefined);
  }));

Deno.test("InventoryStore keeps the last good list while the file is broken or gone", () =>
  withInventory("hosts: [a]\n", async ({ dir, file }) => {
    const store = await openStore(dir);
    await Deno.writeTextFile(file, "hosts: [a, a]\n");
    await store.look();
    const broken = await store.look();
    assert.equal(broken?.ok, false);
    assert.match(broken?.lines.join() ?? "", /must be unique/);
    assert.deepEqual(store.trouble, broken?.lines);
    await Deno.remove(file);
    await store.look();
    assert.match((await store.look())?.lines.join() ?? "", /cannot be read/);
    assert.equal(store.failures, 2);
    assert.deepEqual(names(store), ["a:8090"]);
    assert.equal(store.loadedMs, 1_000);
    await Deno.writeTextFile(file, "hosts: [c]\n");
    await store.look();
    assert.equal((await store.look())?.ok, true);
    assert.deepEqual([names(store), store.trouble], [["c:8090"], []]);
  }));

Deno.test("InventoryStore follows a link to another file, as ConfigMaps change", () =>
  withInventory("hosts: [a]\n", async ({ dir, file }) => {
    await Deno.rename(file, `${dir}/one.yaml`);
    await Deno.writeTextFile(`${dir}/two.yaml`, "hosts: [b]\n");
    await Deno.symlink("one.yaml", file);
    const store = await openStore(dir);
    await Deno.symlink("two.yaml", `${dir}/new`);
    await Deno.rename(`${dir}/new`, file);
    await store.look();
    assert.equal((await store.look())?.ok, true);
    assert.deepEqual(names(store), ["b:8090"]);
  }));

Deno.test("InventoryStore does not open on a broken file", () =>
  withInventory("hosts: [a, a]\n", async ({ dir }) => {
    await assert.rejects(openStore(dir), { code: "fleet_invalid" });
  }));
