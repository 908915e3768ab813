/** Labels that hosts of an inventory must not have. */
import assert from "node:assert/strict";
import { EXPOSED_LABELS } from "../../runtime/cli/fleet/exposed_labels.ts";
import { SELF_DECLARATIONS } from "../../runtime/host/exposition/self_declarations.ts";
import { parseYaml } from "../../runtime/yaml/parse_yaml.ts";
import { sourceFiles } from "./source_files.ts";

Deno.test("exposed_labels.ts lists every label of every metric, and no other", async () => {
  const labels = new Set<string>(
    Object.values(SELF_DECLARATIONS).flatMap((one) => [...one.labels]),
  );
  for (const { path, text } of await sourceFiles("plugins", "plugin.yaml")) {
    if (path.includes("/_")) continue;
    const parsed = parseYaml(text);
    assert.ok(parsed.ok, path);
    const { metrics } = parsed.value as { metrics: readonly { labels?: string[] }[] };
    for (const metric of metrics) for (const label of metric.labels ?? []) labels.add(label);
  }
  assert.ok(labels.size > 50, "the manifests were not found");
  assert.deepEqual([...EXPOSED_LABELS].sort(), [...labels].sort());
});
