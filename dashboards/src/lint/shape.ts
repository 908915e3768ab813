import type { Issue } from "../../../runtime/contract/issue.ts";
import type { GrafanaPanel } from "../layer/panel.ts";
import { boardIssue, describePlace, panelsOf } from "./lint.ts";
import type { NamedBoard } from "./lint.ts";
import { isUnit } from "./units.ts";

const MAX_UID = 40;
/** Types that Grafana no longer has. */
const RETIRED_TYPES = new Set(["graph", "singlestat", "table-old"]);
/** Types that terminals draw, too. */
const PLAIN_TYPES = new Set(["timeseries", "stat", "gauge", "bargauge", "table"]);
/** The board that a person without a browser sees. */
const PLAIN_BOARDS = new Set(["llm-monitor-overview"]);

/** The classic schema, which every Grafana since 11 takes from files, and a uid that it accepts. */
export function lintBoard({ file, board }: NamedBoard): Issue[] {
  const issues: Issue[] = [];
  for (const key of ["elements", "layout", "spec"]) {
    if (Object.hasOwn(board, key)) {
      issues.push(
        boardIssue(file, key, "belongs to schema v2, which Grafana does not take from files", {
          fix: "Export the board as classic JSON",
        }),
      );
    }
  }
  const { uid = "", editable, schemaVersion } = board;
  if (!/^[a-z][a-z0-9-]*$/.test(uid) || uid.length > MAX_UID) {
    issues.push(
      boardIssue(file, "uid", `has to be a-z, 0-9 and -, at most ${MAX_UID}`, { value: uid }),
    );
  }
  if (editable !== false) {
    issues.push(
      boardIssue(file, "editable", "has to be false: the next import would undo changes"),
    );
  }
  if (!(schemaVersion >= 36)) {
    issues.push(boardIssue(file, "schemaVersion", "is too old", { value: String(schemaVersion) }));
  }
  return issues;
}

/** Every panel says what it shows, in a unit, with a legend and a calculation that were chosen. */
export function lintPanels({ file, board }: NamedBoard): Issue[] {
  const seen = new Set<number>();
  return panelsOf(board).flatMap((panel) => {
    const issue = (rule: string, more = {}) => [boardIssue(file, describePlace(panel), rule, more)];
    const { id = 0, type, title = "", description = "", targets = [] } = panel;
    const isRepeated = seen.has(id);
    seen.add(id);
    return [
      ...(isRepeated || id === 0 ? issue("has no id of its own", { value: String(id) }) : []),
      ...(title === "" ? issue("has no title") : []),
      ...(description === "" ? issue("has no description") : []),
      ...(RETIRED_TYPES.has(type)
        ? issue("is of a type that Grafana no longer has", { value: type })
        : []),
      ...(PLAIN_BOARDS.has(board.uid ?? "") && !PLAIN_TYPES.has(type)
        ? issue("terminals cannot draw it", { value: type, fix: [...PLAIN_TYPES].join(", ") })
        : []),
      ...(targets.length === 0 ? issue("asks nothing") : []),
      ...unitIssues(panel).flatMap(([rule, value]) => issue(rule, { value })),
      ...choiceIssues(panel).flatMap((rule) => issue(rule)),
    ];
  });
}

function unitIssues(panel: GrafanaPanel): [rule: string, value: string][] {
  const unit = panel.fieldConfig?.defaults.unit ?? "";
  const overrides = (panel.fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
    properties.filter(({ id }) => id === "unit").map(({ value }) => String(value))
  );
  const wrong: [string, string][] = [unit, ...overrides].filter((name) => !isUnit(name))
    .map((name) => name === "" ? ["has no unit", name] : ["is no unit of Grafana", name]);
  const others = panel.type === "timeseries" ? overrides.filter((name) => name !== unit) : [];
  return [...wrong, ...others.map((name): [string, string] => ["has two units on one axis", name])];
}

interface Choices {
  readonly legend?: { readonly showLegend?: unknown; readonly calcs?: unknown };
  readonly reduceOptions?: { readonly calcs?: readonly unknown[] };
}

/** The SDK's own defaults hide legends and leave calculations empty. */
function choiceIssues({ type, options }: GrafanaPanel): string[] {
  const { legend, reduceOptions } = (options ?? {}) as Choices;
  const needsLegend = ["timeseries", "state-timeline"].includes(type);
  const needsCalcs = ["stat", "gauge", "bargauge"].includes(type);
  return [
    ...(needsLegend && (typeof legend?.showLegend !== "boolean" || !Array.isArray(legend.calcs))
      ? ["does not say whether it has a legend (showLegend, calcs)"]
      : []),
    ...(needsCalcs && !(reduceOptions?.calcs ?? []).length ? ["has no calculation (calcs)"] : []),
  ];
}
