/** Recording rules over data that are there already, as if Prometheus had evaluated them all the time. */
import { parseQuery } from "../../../dashboards/src/promql/parse_query.ts";
import { RULE_GROUPS } from "../../../dashboards/src/rules/all.ts";
import { isAlert } from "../../../dashboards/src/rules/rule.ts";
import type { Recording } from "../../../dashboards/src/rules/rule.ts";
import { PrometheusApi } from "../model/prometheus_api.ts";
import type { Series, TimeSpan } from "../model/prometheus_api.ts";
import { startPrometheus } from "../prometheus_server.ts";
import { createBlocks } from "./create_blocks.ts";
import { OpenMetricsFile } from "./open_metrics_file.ts";

/** Every recording rule: the first ones read what was scraped, each next ones also what those before wrote. */
export function levelsOfRecordings(): Recording[][] {
  const recordings = RULE_GROUPS.flatMap(({ rules }) =>
    rules.flatMap((rule) => isAlert(rule) ? [] : [rule])
  );
  const byName = new Map(recordings.map((rule) => [rule.record, rule]));
  const known = new Map<Recording, number>();
  const findLevel = (rule: Recording): number => {
    const level = known.get(rule) ??
      Math.max(
        0,
        ...parseQuery(rule.expr).selectors.map(({ metric }) => {
          const other = byName.get(metric);
          return other === undefined ? 0 : 1 + findLevel(other);
        }),
      );
    known.set(rule, level);
    return level;
  };
  const levels: Recording[][] = [];
  for (const rule of recordings) (levels[findLevel(rule)] ??= []).push(rule);
  return levels;
}

/** Adds what the recording rules give to a folder of blocks, a value at each step. */
export async function recordRules(
  blocks: string,
  span: TimeSpan,
  stepSeconds: number,
): Promise<void> {
  for (const level of levelsOfRecordings()) {
    await using file = await OpenMetricsFile.create();
    await using prometheus = await startPrometheus({ dir: blocks });
    const api = new PrometheusApi(prometheus.url);
    for (const { record, expr } of level) {
      const found = await api.queryRange(expr, span, stepSeconds);
      await file.add(found.map((series) => writeLines(record, series)).join(""));
    }
    await file.end();
    await createBlocks(file.path, blocks);
  }
}

function writeLines(name: string, { metric, values }: Series): string {
  const labels = Object.entries(metric).filter(([label]) => label !== "__name__")
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(",");
  return values.map(([at, value]) => `${name}{${labels}} ${value} ${at}\n`).join("");
}
