/** Inventories of tests: a file in a folder of its own. */
import { readInventory } from "./read_inventory.ts";
import type { Inventory } from "./read_inventory.ts";

/** Hands a test a folder with an inventory, and removes it. */
export async function withInventory(
  text: string,
  test: (place: { dir: string; file: string }) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "llm_monitor_fleet_" });
  try {
    await Deno.writeTextFile(`${dir}/fleet.yaml`, text);
    await test({ dir, file: `${dir}/fleet.yaml` });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Reads an inventory that is only there for that. */
export async function makeInventory(text: string): Promise<Inventory> {
  let inventory: Inventory | undefined;
  await withInventory(text, async ({ dir }) => {
    inventory = await readInventory("fleet.yaml", dir);
  });
  if (inventory === undefined) throw new Error("It was not read");
  return inventory;
}
