import type { Issue } from "../../../runtime/contract/issue.ts";
import type { GrafanaPanel } from "../layer/panel.ts";
import { parseQuery } from "../promql/parse_query.ts";
import { boardIssue, queriesOf } from "./lint.ts";
import type { NamedBoard } from "./lint.ts";

/** Use says nothing about good or bad: a card that hangs shows full use. */
const USE = /_utilization_ratio$/;

interface Steps {
  readonly steps?: readonly unknown[];
}

/** Use never has a judging colour. */
export function lintJudgements({ file, board }: NamedBoard): Issue[] {
  return queriesOf(board, "prometheus").filter(({ target }) =>
    parseQuery(target.expr).selectors.some(({ metric }) => USE.test(metric))
  ).filter(({ panel, target }) => isJudged(panel, target.refId ?? "")).map(({ place }) =>
    boardIssue(file, place, "use is never judged", {
      fix: "Leave its thresholds out, and put what it brings beside it",
    })
  );
}

function isJudged(panel: GrafanaPanel, refId: string): boolean {
  const { defaults, overrides = [] } = panel.fieldConfig ?? {};
  if (panel.type === "table") {
    const title = findColumn(panel, refId);
    return overrides.some(({ matcher, properties }) =>
      matcher.options === title &&
      properties.some(({ id, value }) => id === "thresholds" && stepCount(value as Steps) > 1)
    );
  }
  const style = (defaults?.custom as { thresholdsStyle?: { mode?: string } })?.thresholdsStyle
    ?.mode;
  const showsThem = panel.type === "timeseries"
    ? style !== "off"
    : defaults?.color?.mode === "thresholds";
  return showsThem && stepCount(defaults?.thresholds ?? {}) > 1;
}

function stepCount({ steps = [] }: Steps): number {
  return steps.length;
}

/** The title of the column that shows a query of a table. */
function findColumn({ transformations = [] }: GrafanaPanel, refId: string): string | undefined {
  const organize = transformations.find(({ id }) => id === "organize")?.options as {
    renameByName?: Readonly<Record<string, string>>;
  } | undefined;
  return organize?.renameByName?.[`Value #${refId}`] ?? organize?.renameByName?.["Value"];
}
