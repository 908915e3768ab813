/** Series: what each plugin's cases take of the published budget, and what `detail: slim` leaves out. */
import assert from "node:assert/strict";
import { LIMITS } from "../../runtime/contract/limits.ts";
import { SELF_DECLARATIONS } from "../../runtime/host/exposition/self_declarations.ts";
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

Deno.test("slim leaves out nothing that a rule or the boards Fleet and Overview look at", async () => {
  const rules = await Array.fromAsync(Deno.readDir(`${REPO}/dashboards/rules`));
  const files = [
    ...rules.map(({ name }) => `rules/${name}`),
    "boards/fleet.json",
    "boards/overview.json",
  ];
  assert.ok(leftOut.size > 50 && files.length > 5);
  for (const file of files) {
    const text = await Deno.readTextFile(`${REPO}/dashboards/${file}`);
    const named = new Set(text.match(/llm_monitor_\w+/g));
    const lost = [...named].filter((name) =>
      leftOut.has(name) || leftOut.has(name.replace(/_(?:bucket|sum|count)$/, ""))
    );
    assert.deepEqual(lost, [], file);
  }
});

Deno.test("no metric of the monitor itself has more labels than a plugin's may", () => {
  for (const { name, labels } of Object.values(SELF_DECLARATIONS)) {
    assert.ok(labels.length <= LIMITS.labelsPerFamily, name);
  }
});
