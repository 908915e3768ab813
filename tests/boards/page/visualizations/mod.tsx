import type { FunctionComponent } from "react";
import { HeatmapPanel } from "./heatmap.tsx";
import { LogsPanel } from "./logs.tsx";
import { PiePanel } from "./pie.tsx";
import type { VisualizationProps } from "./props.ts";
import { BarGaugePanel, GaugePanel, StatPanel } from "./single_values.tsx";
import { StateTimelinePanel } from "./state_timeline.tsx";
import { TablePanel } from "./table.tsx";
import { TextPanel } from "./text.tsx";
import { TimeSeriesPanel } from "./time_series.tsx";

export const VISUALIZATIONS: Readonly<Record<string, FunctionComponent<VisualizationProps>>> = {
  bargauge: BarGaugePanel,
  gauge: GaugePanel,
  heatmap: HeatmapPanel,
  logs: LogsPanel,
  piechart: PiePanel,
  stat: StatPanel,
  "state-timeline": StateTimelinePanel,
  table: TablePanel,
  text: TextPanel,
  timeseries: TimeSeriesPanel,
};

/** Kinds that need no answer of a data source that is here. */
export const WITHOUT_DATA: ReadonlySet<string> = new Set(["logs", "text"]);

/** Kinds that we draw ourselves, since Grafana publishes no component for them. */
export const STAND_INS: ReadonlySet<string> = new Set([
  "gauge",
  "heatmap",
  "logs",
  "piechart",
  "state-timeline",
]);
