import type { Issue } from "../../../runtime/contract/issue.ts";
import type { GrafanaPanel, PrometheusTarget } from "../layer/panel.ts";
import type { GrafanaBoard } from "../layer/render_board.ts";
import type { MetricCatalog } from "../metrics.ts";

/** A board with the name of its file. */
export interface NamedBoard {
  /** Relative to the repository's folder. */
  readonly file: string;
  readonly board: GrafanaBoard;
}

/** The rest of what a lint may need. */
export interface LintContext {
  readonly catalog: MetricCatalog;
  /** The uids of all boards, for links. */
  readonly uids: ReadonlySet<string>;
}

/** A rule over one board. */
export type BoardLint = (named: NamedBoard, context: LintContext) => Issue[];

/** A query with the place where it stands. */
export interface PlacedQuery {
  readonly panel: GrafanaPanel;
  readonly target: PrometheusTarget;
  readonly place: string;
}

/** Every panel of a board, those of closed rows among them, without the rows themselves. */
export function panelsOf(board: GrafanaBoard): GrafanaPanel[] {
  return (board.panels ?? []).flatMap((panel) => {
    if (panel.type !== "row") return [panel as GrafanaPanel];
    return [...(panel as { panels?: readonly GrafanaPanel[] }).panels ?? []];
  });
}

/** The place of a panel as a person finds it. */
export function describePlace({ title, id }: GrafanaPanel): string {
  return title ? `panel "${title}"` : `panel ${id ?? "without an id"}`;
}

/** The queries of a board's panels in the language of a source. */
export function queriesOf(board: GrafanaBoard, source: "prometheus" | "loki"): PlacedQuery[] {
  return panelsOf(board).flatMap((panel) =>
    ((panel.targets ?? []) as unknown as readonly PrometheusTarget[])
      .filter(({ datasource }) => datasource?.type === source)
      .map((target) => ({ panel, target, place: `${describePlace(panel)}, query ${target.refId}` }))
  );
}

/** An issue of a board. */
export function boardIssue(
  file: string,
  path: string,
  rule: string,
  more: { value?: string; fix?: string } = {},
): Issue {
  return { code: "board_invalid", file, path, rule, ...more };
}
