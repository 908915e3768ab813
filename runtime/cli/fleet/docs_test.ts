/** docs/fleet.md says what is true. */
import assert from "node:assert/strict";
import { projectDir } from "../project_dir.ts";
import { HOST_OUTCOMES } from "./host_finding.ts";
import { LIST_DECLARATIONS } from "./list_metrics.ts";
import { makeInventory } from "./testing_inventory.ts";

const page = await Deno.readTextFile(`${projectDir()}/docs/fleet.md`);

Deno.test("the inventory of fleet.md can be used as it stands there", async () => {
  const text = /## The inventory[\s\S]*?```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  const { hosts } = await makeInventory(text);
  assert.deepEqual(hosts.map(({ instance }) => instance), [
    ...["10.0.1.1:8090", "gpu-a1-02:8091", "gpu-a1-03", "lab"],
  ]);
});

Deno.test("fleet.md lists every outcome with its worth, and every metric", () => {
  const rows = [...page.matchAll(/^\| `(\w+)` +\| (failure|warning|ok) /gm)]
    .map(([, outcome = "", worth = ""]) => [outcome, worth]);
  assert.deepEqual(Object.fromEntries(rows), HOST_OUTCOMES);
  for (const { name } of Object.values(LIST_DECLARATIONS)) assert.ok(page.includes(name), name);
});
