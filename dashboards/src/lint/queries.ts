import type { Issue } from "../../../runtime/contract/issue.ts";
import type { LintContext, NamedBoard } from "./lint.ts";
import { boardIssue, queriesOf } from "./lint.ts";
import { nameIssues } from "./metrics_and_labels.ts";
import type { QueryPlace } from "./metrics_and_labels.ts";
import { habitIssues } from "./promql_habits.ts";
import { parseQuery } from "../promql/parse_query.ts";

/** Metrics of Prometheus alone, which no job and no instance wrote. */
const WITHOUT_TARGET = new Set(["ALERTS"]);

/** Every metric and label is written by somebody, and no query has a habit that makes it lie. */
export function lintQueries(named: NamedBoard, { catalog }: LintContext): Issue[] {
  return listExpressions(named).flatMap((query) => [
    ...nameIssues(query, catalog),
    ...habitIssues(query, catalog),
  ]);
}

/** Every selector goes by the variables job and instance, so that a choice is a choice. */
export function lintTargets(named: NamedBoard, { catalog }: LintContext): Issue[] {
  return listExpressions(named).flatMap(({ expr, file, place }) =>
    parseQuery(expr).selectors.flatMap(({ metric, matchers, at }) => {
      const labels = catalog.find(metric)?.labels ?? new Set();
      return ["job", "instance"].filter((label) =>
        labels.has(label) && !WITHOUT_TARGET.has(metric) &&
        !matchers.some((matcher) => matcher.label === label && matcher.value === `$${label}`)
      ).map((label) =>
        boardIssue(file, `${place}, character ${at + 1}`, `does not go by the variable ${label}`, {
          value: metric,
          fix: `Add ${label}=~"$${label}"`,
        })
      );
    })
  );
}

/** The queries of panels and of events. */
function listExpressions({ file, board }: NamedBoard): QueryPlace[] {
  return [
    ...queriesOf(board, "prometheus").map(({ target, place }) => ({
      expr: target.expr,
      file,
      place,
    })),
    ...(board.annotations.list ?? []).flatMap(({ name, expr }) =>
      expr === undefined ? [] : [{ expr, file, place: `events "${name}"` }]
    ),
  ];
}
