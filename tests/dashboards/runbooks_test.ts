/** Runbooks name metrics, commands and alerts that there are. */
import assert from "node:assert/strict";
import { readMetrics } from "../../dashboards/src/read_metrics.ts";
import { ALERTS, RULE_GROUPS } from "../../dashboards/src/rules/all.ts";
import { recordedFamilies } from "../../dashboards/src/rules/check_rules.ts";
import { STACK_FAMILIES } from "../../dashboards/src/rules/stack_metrics.ts";
import { REPO } from "../repo/source_files.ts";

Deno.test("every metric, command and alert of the runbooks is there", async () => {
  const text = await Deno.readTextFile(`${REPO}/docs/runbooks.md`);
  const catalog = (await readMetrics(REPO))
    .withRecorded([...STACK_FAMILIES, ...recordedFamilies(RULE_GROUPS)]);
  const names = new Set(catalog.families.map(({ name }) => name));
  const metrics = findNames(text, /\b(?:llm_monitor_\w+|prometheus_\w+|[a-z]+:[a-z_]+:\w+)\b/g);
  assert(metrics.length > 10, "the metrics of the runbooks were not found");
  assert.deepEqual(metrics.filter((name) => !names.has(name)), []);

  const { tasks } = JSON.parse(await Deno.readTextFile(`${REPO}/deno.json`));
  const commands = findNames(text, /(?<=deno task )\w+/g);
  assert(commands.length > 2, "the commands of the runbooks were not found");
  assert.deepEqual(commands.filter((name) => !Object.hasOwn(tasks, name)), []);

  const alerts = new Set(ALERTS.map(({ alert }) => alert));
  assert.deepEqual(findNames(text, /\bLlmMonitor\w+/g).filter((name) => !alerts.has(name)), []);
});

function findNames(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([name]) => name))];
}
