import assert from "node:assert/strict";
import { formatTargetGroups, targetGroups } from "./target_groups.ts";
import { makeInventory } from "./testing_inventory.ts";

Deno.test("targetGroups puts hosts with the same labels together, and tells no secret's place", async () => {
  const { hosts } = await makeInventory(`
defaults: { tokenFile: /run/secret-token, caFile: /run/secret-ca, labels: { site: fra1 } }
groups:
  a1: { scheme: https, labels: { rack: a1 }, hosts: [x, y, { address: z, name: gpu-z }] }
hosts: [w]
`);
  const groups = targetGroups(hosts);
  const a1 = { __meta_llm_monitor_group: "a1", __scheme__: "https", rack: "a1", site: "fra1" };
  assert.deepEqual(groups, [
    { targets: ["x:8090", "y:8090"], labels: a1 },
    { targets: ["z:8090"], labels: { ...a1, instance: "gpu-z" } },
    { targets: ["w:8090"], labels: { site: "fra1" } },
  ]);
  const text = formatTargetGroups(groups);
  assert.deepEqual(JSON.parse(text), groups);
  assert.doesNotMatch(text, /secret/);
  assert.equal(text.split("\n").length, groups.length + 3);
});

Deno.test("formatTargetGroups is the same for the same hosts, however their labels are ordered", async () => {
  const one = await makeInventory("hosts: [{ address: x, labels: { a: '1', b: '2' } }]\n");
  const other = await makeInventory("hosts: [{ address: x, labels: { b: '2', a: '1' } }]\n");
  assert.equal(
    formatTargetGroups(targetGroups(one.hosts)),
    formatTargetGroups(targetGroups(other.hosts)),
  );
});
