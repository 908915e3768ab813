import type * as dashboard from "@grafana/grafana-foundation-sdk/dashboard";
import type { MetricCatalog } from "../metrics.ts";
import { toUid } from "./board.ts";
import type { Board, Events, Row } from "./board.ts";
import { placeRows } from "./layout.ts";
import type { PlacedPanel } from "./layout.ts";
import type { GrafanaPanel } from "./panel.ts";
import type { Plain } from "./plain.ts";
import { renderPanel } from "./render_panel.ts";
import { scopeQuery } from "./scope.ts";
import type { Scope } from "./scope.ts";
import { DATASOURCE, datasourceVariable, numberVariable, queryVariable } from "./variables.ts";
import type { GrafanaVariable, Variable } from "./variables.ts";

export type GrafanaBoard = Plain<dashboard.Dashboard>;
type GrafanaRow = Plain<dashboard.RowPanel>;
type GrafanaEvents = Plain<dashboard.AnnotationQuery>;

/** Grafana's classic schema as of Grafana 11; newer ones read it and bring it up to date. */
const SCHEMA_VERSION = 39;

/** The board in Grafana's classic JSON. */
export function renderBoard(board: Board, catalog: MetricCatalog): GrafanaBoard {
  const scope = makeScope(board.variables);
  return {
    annotations: { list: [...board.events.map((events) => annotation(events, scope, catalog))] },
    description: board.description,
    editable: false,
    graphTooltip: 1,
    links: [{
      type: "dashboards",
      title: "llm-monitor",
      tags: ["llm-monitor"],
      asDropdown: true,
      icon: "external link",
      includeVars: true,
      keepTime: true,
      targetBlank: false,
      tooltip: "The other boards, at the same time and with the same choices",
      url: "",
    }],
    panels: panelsOf(board.rows, scope, catalog),
    refresh: "30s",
    schemaVersion: SCHEMA_VERSION,
    tags: ["llm-monitor"],
    templating: { list: renderVariables(board, catalog) },
    time: { from: `now-${board.range}`, to: "now" },
    timezone: "browser",
    title: `llm-monitor / ${board.title}`,
    uid: toUid(board.name),
    version: 1,
  };
}

function panelsOf(
  rows: readonly Row[],
  scope: Scope,
  catalog: MetricCatalog,
): (GrafanaPanel | GrafanaRow)[] {
  const render = ({ draft, id, gridPos }: PlacedPanel): GrafanaPanel => ({
    ...renderPanel(draft, scope, catalog),
    id,
    gridPos,
  });
  return placeRows(rows).flatMap(({ row, id, gridPos, panels }) => {
    const header: GrafanaRow = {
      type: "row",
      title: row.title,
      collapsed: row.isCollapsed,
      id,
      gridPos,
      panels: row.isCollapsed ? panels.map(render) : [],
    };
    return row.isCollapsed ? [header] : [header, ...panels.map(render)];
  });
}

function makeScope(variables: readonly Variable[]): Scope {
  const own = variables.flatMap((variable): [string, string][] =>
    variable.kind === "number" ? [] : [[variable.label, `${variable.label}=~"$${variable.name}"`]]
  );
  return new Map([["job", 'job=~"$job"'], ["instance", 'instance=~"$instance"'], ...own]);
}

function renderVariables({ variables, hasLogs }: Board, catalog: MetricCatalog): GrafanaVariable[] {
  const scope = makeScope([]);
  return [
    datasourceVariable("datasource", "prometheus", "Data source"),
    ...hasLogs ? [datasourceVariable("logs", "loki", "Loki data source")] : [],
    // What is down has no series but `up`, and has to be there to choose all the same.
    queryVariable({
      name: "job",
      title: "Job",
      query: "label_values(llm_monitor_runtime_info, job)",
      allValue: ".+",
    }),
    queryVariable({
      name: "instance",
      title: "Host",
      query: 'label_values(up{job=~"$job"}, instance)',
      allValue: ".+",
    }),
    ...variables.map((variable) => {
      if (variable.kind === "number") return numberVariable(variable);
      const { name, title, metric, label } = variable;
      const scoped = scopeQuery(metric, { scope, catalog });
      if (variable.kind === "label") {
        return queryVariable({
          name,
          title,
          query: `label_values(${scoped}, ${label})`,
          allValue: variable.isAlwaysThere ? ".+" : ".*",
        });
      }
      const texts = variable.text.map((text) => `"${text}"`).join(", ");
      return queryVariable({
        name,
        title,
        query: `query_result(label_join(${scoped}, "a_text", " ", ${texts}))`,
        regex: `/a_text="(?<text>[^"]+)".*\\b${label}="(?<value>[^"]+)"/`,
        allValue: ".*",
      });
    }),
  ];
}

function annotation(events: Events, scope: Scope, catalog: MetricCatalog): GrafanaEvents {
  return {
    name: events.name,
    datasource: DATASOURCE,
    enable: true,
    expr: scopeQuery(events.expr, { scope, catalog }),
    hide: false,
    iconColor: events.colour,
    step: "60s",
    tagKeys: "instance",
    textFormat: events.text,
    titleFormat: events.name,
    useValueForTime: events.isTime ?? false,
  };
}
