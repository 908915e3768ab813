import type { DataFrame, FieldConfigSource, GrafanaTheme2, TimeRange } from "@grafana/data";
import type { Panel } from "../../../dashboards/model/board.ts";
import type { Marker } from "../annotations.ts";

/** The data that every kind of panel is drawn from. */
export interface VisualizationProps {
  readonly panel: Panel;
  readonly options: Readonly<Record<string, any>>;
  readonly frames: DataFrame[];
  readonly fieldConfig: FieldConfigSource;
  readonly markers: readonly Marker[];
  readonly width: number;
  readonly height: number;
  readonly timeRange: TimeRange;
  readonly theme: GrafanaTheme2;
  readonly replaceVariables: (text: string) => string;
}
