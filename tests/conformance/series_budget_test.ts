/** Series: what each plugin's cases take of the published budget, and what `detail: slim` leaves out. */
import assert from "node:assert/strict";
import { LIMITS } from "../../runtime/contract/limits.ts";
import { SELF_DECLARATIONS } from "../../runtime/host/exposition/self_declarations.ts";
import { parseYaml } from "../../runtime/yaml/parse_yaml.ts";
import { REPO } from "../repo/source_files.ts";
import {
  BUDGET,
  countSeries,
  leftOutMetrics,
  seriesOf,
  sumBudget,
} from "../support/series_budget.ts";
import { pluginFolders } from "./plugin_folders.ts";

const leftOut = await leftOutMetrics();

for (const { name, dir, files } of await pluginFolders()) {
  if (name.startsWith("_")) continue;
  Deno.test(`plugins/${name}: its cases stay within the budget of docs/fleet.md`, async () => {
    const cases = files.filter((file) => file.endsWith("/expected.prom"));
    for (const file of cases) {
      const series = seriesOf(await Deno.readTextFile(`${dir}/${file}`));
      const found = countSeries(series, name, leftOut);
      const budget = sumBudget(series, name);
      const said = `${file}: ${JSON.stringify(found)} of ${JSON.stringify(budget)}`;
      assert.ok(found.full <= budget.full && found.slim <= budget.slim, said);
      assert.ok(found.full > 0, said);
    }
  });
}

Deno.test("docs/fleet.md has a budget for every plugin and for the monitor itself", async () => {
  const names = (await pluginFolders()).map(({ name }) => name).filter((name) =>
    /^[a-z]/.test(name)
  );
  assert.deepEqual(
    [...new Set(BUDGET.map(({ plugin }) => plugin))].sort(),
    [...names, "runtime"].sort(),
  );
  for (const { plugin, thing, full, slim } of BUDGET) assert.ok(slim <= full, `${plugin} ${thing}`);
});

Deno.test("slim leaves out nothing that an alert or the boards Fleet and Overview look at", async () => {
  const looked = await readLookedAt();
  assert.ok(leftOut.size > 50 && looked.size > 50, `${leftOut.size}, ${looked.size} names`);
  const lost = [...looked].filter((name) =>
    leftOut.has(name) || leftOut.has(name.replace(/_(?:bucket|sum|count)$/, ""))
  );
  assert.deepEqual(lost, []);
});

/** Names of metrics that alerts, both boards and the sums of hosts ask for, also by what rules record. */
async function readLookedAt(): Promise<ReadonlySet<string>> {
  const records = new Map<string, string>();
  const texts: string[] = [];
  for (const board of ["fleet", "overview"]) {
    texts.push(await Deno.readTextFile(`${REPO}/dashboards/boards/${board}.json`));
  }
  for await (const { name } of Deno.readDir(`${REPO}/dashboards/rules`)) {
    const parsed = parseYaml(await Deno.readTextFile(`${REPO}/dashboards/rules/${name}`));
    assert.ok(parsed.ok, name);
    const { groups } = parsed.value as { groups: { rules: Record<string, string>[] }[] };
    for (const { record, expr = "" } of groups.flatMap(({ rules }) => rules)) {
      if (record === undefined) texts.push(expr);
      else records.set(record, expr);
      if (/^(?:instance|cluster):/.test(record ?? "")) texts.push(expr);
    }
  }
  const names = new Set<string>();
  for (const text of texts) {
    for (const [name] of text.matchAll(/[a-z_]\w*(?::\w+)+|llm_monitor_\w+/g)) {
      const expr = records.get(name);
      // Each only once: what it asks for is looked at in its turn.
      if (expr !== undefined && !names.has(name)) texts.push(expr);
      names.add(name);
    }
  }
  return names;
}

Deno.test("no metric of the monitor itself has more labels than a plugin's may", () => {
  for (const { name, labels } of Object.values(SELF_DECLARATIONS)) {
    assert.ok(labels.length <= LIMITS.labelsPerFamily, name);
  }
});
