import type { MetricCatalog } from "../metrics.ts";
import { parseQuery } from "../promql/parse_query.ts";
import type { GrafanaPanel, PanelDraft } from "./panel.ts";
import { scopeQuery } from "./scope.ts";
import type { Scope } from "./scope.ts";
import { DATASOURCE, LOGS_DATASOURCE } from "./variables.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** A panel in Grafana's JSON, without its id and place. */
export function renderPanel(draft: PanelDraft, scope: Scope, catalog: MetricCatalog): GrafanaPanel {
  const { title, type, source, queries, target, rest } = draft;
  const datasource = source === "loki" ? LOGS_DATASOURCE : DATASOURCE;
  const targets = queries.map(({ expr, legend, ignores }, index) => ({
    ...target,
    datasource,
    expr: source === "loki" ? expr : scopeQuery(expr, { scope, catalog, ...ignored(ignores) }),
    legendFormat: legend ?? "__auto",
    refId: LETTERS[index] ?? "?",
  }));
  return {
    ...rest,
    type,
    title,
    datasource,
    description: describe(draft),
    targets: targets as unknown as NonNullable<GrafanaPanel["targets"]>,
  };
}

function ignored(ignores: readonly string[] | undefined): { ignores?: readonly string[] } {
  return ignores ? { ignores } : {};
}

/** The question, what to make of the answer, and the metrics that it comes from. */
function describe(draft: PanelDraft): string {
  const metrics = listMetrics(draft);
  return [
    draft.asks,
    ...draft.help === undefined ? [] : [draft.help],
    ...metrics.length === 0 ? [] : [
      `${metrics.length === 1 ? "Metric" : "Metrics"}: ${
        metrics.map((name) => `\`${name}\``).join(", ")
      }`,
    ],
  ].join("\n\n");
}

/** The metrics of a panel's queries, each once, in the order of the alphabet. */
export function listMetrics({ source, queries }: PanelDraft): string[] {
  if (source === "loki") return [];
  const names = queries.flatMap(({ expr }) =>
    parseQuery(expr).selectors.map(({ metric }) => metric)
  );
  return [...new Set(names)].sort();
}
