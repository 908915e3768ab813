import type { MetricCatalog } from "../metrics.ts";
import { parseQuery } from "../promql/parse_query.ts";

/** Matchers that every query of a board has, by the label that they match. */
export type Scope = ReadonlyMap<string, string>;

/**
 * Adds the matchers of a board to every selector of a query whose metric has their label, unless the
 * selector matches that label itself.
 */
export function scopeQuery(
  expr: string,
  { scope, catalog, ignores = [] }: {
    scope: Scope;
    catalog: MetricCatalog;
    ignores?: readonly string[];
  },
): string {
  let scoped = expr;
  // From the end, so that the positions before it stay.
  for (const { metric, matchers, insert } of parseQuery(expr).selectors.toReversed()) {
    const labels = catalog.find(metric)?.labels;
    const own = new Set([...matchers.map(({ label }) => label), ...ignores]);
    const added = [...scope].filter(([label]) => labels?.has(label) && !own.has(label))
      .map(([, matcher]) => matcher).join(", ");
    if (added === "") continue;
    const text = insert.inBraces ? added + (insert.isFirst ? "" : ", ") : `{${added}}`;
    scoped = scoped.slice(0, insert.at) + text + scoped.slice(insert.at);
  }
  return scoped;
}
