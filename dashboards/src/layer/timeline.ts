import type * as timeline from "@grafana/grafana-foundation-sdk/statetimeline";
import { toThresholds } from "./judge.ts";
import { pickTexts } from "./panel.ts";
import type { Mapping, PanelDraft, PanelTexts, Query } from "./panel.ts";
import type { Plain } from "./plain.ts";

/** States over time, a line for each series. */
export interface TimelineOptions extends PanelTexts {
  readonly queries: readonly Query[];
  /** The text and the colour of each state. */
  readonly mappings: readonly Mapping[];
}

/** A panel of states. A gap is a time of which nothing is known. */
export function states(spec: TimelineOptions): PanelDraft {
  const { queries, mappings } = spec;
  const options: Plain<timeline.Options> = {
    alignValue: "left",
    legend: { calcs: [], displayMode: "list", placement: "bottom", showLegend: false },
    mergeValues: true,
    rowHeight: 0.85,
    showValue: "auto",
    tooltip: { mode: "single", sort: "none" },
  };
  return {
    ...pickTexts(spec),
    type: "state-timeline",
    source: "prometheus",
    queries,
    target: { instant: false, range: true },
    rest: {
      options,
      fieldConfig: {
        defaults: {
          unit: "none",
          color: { mode: "thresholds" },
          thresholds: toThresholds(undefined),
          mappings,
          noValue: "No data",
          custom: { fillOpacity: 80, lineWidth: 0, spanNulls: false },
        },
        overrides: [],
      },
    },
  };
}
