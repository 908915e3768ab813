import type { Issue } from "../../../runtime/contract/issue.ts";
import { nearest } from "../../../runtime/contract/nearest.ts";
import { describePosition } from "../promql/describe_position.ts";
import { parseQuery } from "../promql/parse_query.ts";
import type { ParsedQuery, Selector } from "../promql/parse_query.ts";
import type { MetricCatalog } from "../metrics.ts";
import { boardIssue } from "./lint.ts";

/** A query, and where it stands. */
export interface QueryPlace {
  readonly expr: string;
  readonly file: string;
  readonly place: string;
}

/** Labels of alerts are whatever their rules give them. */
const OPEN_METRICS = new Set(["ALERTS"]);

/** Labels that a query makes by itself: `label_replace(x, "new", ...)`. */
const MADE_LABEL = /label_(?:replace|join)\([\s\S]*?,\s*"(\w+)"/g;

/** Returns an issue for every metric and label of a query that nothing writes, and for what is no PromQL. */
export function nameIssues({ expr, file, place }: QueryPlace, catalog: MetricCatalog): Issue[] {
  const query = parseQuery(expr);
  const [error] = query.errors;
  if (error !== undefined) {
    return [
      boardIssue(file, `${place}, ${describePosition(expr, error)}`, "is no PromQL", {
        value: expr,
      }),
    ];
  }
  return [
    ...query.selectors.flatMap((selector) =>
      selectorIssues(selector, { expr, file, place }, catalog)
    ),
    ...groupingIssues(query, { expr, file, place }, catalog),
  ];
}

function selectorIssues(
  { metric, matchers, at }: Selector,
  { expr, file, place }: QueryPlace,
  catalog: MetricCatalog,
): Issue[] {
  const series = catalog.find(metric);
  if (!series) {
    const guess = catalog.suggest(metric);
    return [
      boardIssue(
        file,
        `${place}, ${describePosition(expr, at)}`,
        "no plugin and no rule writes it",
        {
          value: metric,
          ...(guess === undefined ? {} : { fix: `Did you mean ${guess}?` }),
        },
      ),
    ];
  }
  if (OPEN_METRICS.has(metric)) return [];
  return matchers.filter(({ label }) => !series.labels.has(label)).map(({ label, at }) => {
    const guess = nearest(label, [...series.labels]);
    return boardIssue(
      file,
      `${place}, ${describePosition(expr, at)}`,
      `${metric} has no such label`,
      {
        value: label,
        fix: guess === undefined
          ? `It has ${[...series.labels].join(", ")}`
          : `Did you mean ${guess}?`,
      },
    );
  });
}

/** A label that is grouped or joined by has to be one of some metric of the query, or made in it. */
function groupingIssues(
  { selectors, labels }: ParsedQuery,
  { expr, file, place }: QueryPlace,
  catalog: MetricCatalog,
): Issue[] {
  if (selectors.some(({ metric }) => OPEN_METRICS.has(metric))) return [];
  const made = [...expr.matchAll(MADE_LABEL)].map(([, label = ""]) => label);
  const known = new Set([
    ...made,
    ...selectors.flatMap(({ metric }) => [...catalog.find(metric)?.labels ?? []]),
  ]);
  return labels.filter(({ label }) => !known.has(label)).map(({ label, at }) =>
    boardIssue(
      file,
      `${place}, ${describePosition(expr, at)}`,
      "no metric of this query has such a label",
      {
        value: label,
      },
    )
  );
}
