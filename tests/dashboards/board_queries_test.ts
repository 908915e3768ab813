/** Every query of every board as promtool sees it: types that the grammar alone does not know. */
import assert from "node:assert/strict";
import { renderBoards } from "../../dashboards/src/generate.ts";
import { queriesOf } from "../../dashboards/src/lint/lint.ts";
import type { MetricCatalog } from "../../dashboards/src/metrics.ts";
import { fillVariables } from "../../dashboards/src/promql/fill_variables.ts";
import { readMetrics } from "../../dashboards/src/read_metrics.ts";
import { RULE_GROUPS } from "../../dashboards/src/rules/all.ts";
import { recordedFamilies } from "../../dashboards/src/rules/check_rules.ts";
import { REPO } from "../repo/source_files.ts";
import { needs } from "../support/tools.ts";

interface Expression {
  readonly place: string;
  readonly expr: string;
}

async function catalog(): Promise<MetricCatalog> {
  return (await readMetrics(REPO)).withRecorded(recordedFamilies(RULE_GROUPS));
}

async function expressions(): Promise<Expression[]> {
  return renderBoards(await catalog()).flatMap(({ file, board }) => [
    ...queriesOf(board, "prometheus").map(({ place, target }) => ({
      place: `${file}: ${place}`,
      expr: target.expr,
    })),
    ...(board.annotations.list ?? []).map(({ name, expr = "" }) => ({
      place: `${file}: events "${name}"`,
      expr,
    })),
  ]);
}

/** Returns what promtool says against expressions, each in a rule of its own. */
async function complaints(all: readonly Expression[]): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".yml" });
  try {
    const rules = all.map(({ expr }, index) => ({
      record: `query_${index}`,
      expr: fillVariables(expr),
    }));
    // JSON is YAML.
    await Deno.writeTextFile(file, JSON.stringify({ groups: [{ name: "boards", rules }] }));
    const { code, stdout, stderr } = await new Deno.Command("promtool", {
      args: ["check", "rules", file],
    }).output();
    if (code === 0) return "";
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    return said.replaceAll(/query_(\d+)/g, (_, index) => all[Number(index)]?.place ?? "");
  } finally {
    await Deno.remove(file);
  }
}

Deno.test({
  name: "promtool takes every query of every board",
  ignore: needs("promtool", "prometheus"),
  async fn() {
    const all = await expressions();
    assert(all.length > 300, "the queries of the boards were not found");
    assert.equal(await complaints(all), "");
  },
});

Deno.test({
  name: "promtool says where a query is of a wrong type",
  ignore: needs("promtool", "prometheus"),
  async fn() {
    const said = await complaints([{ place: "x.json: panel", expr: "rate(up)" }]);
    assert.match(said, /x\.json: panel/);
    assert.match(said, /expected type range vector/);
  },
});
