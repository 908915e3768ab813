import type * as sdk from "@grafana/grafana-foundation-sdk/heatmap";
import { pickTexts } from "./panel.ts";
import type { PanelDraft, PanelTexts } from "./panel.ts";
import type { Plain } from "./plain.ts";

/** The buckets of a histogram over time. */
export interface HeatmapOptions extends PanelTexts {
  /** Rates of the buckets, by `le` alone. */
  readonly expr: string;
  readonly unit: string;
}

/** A panel of buckets: the darker, the more requests fell into it. */
export function heatmap(spec: HeatmapOptions): PanelDraft {
  const { expr, unit } = spec;
  const options: Plain<sdk.Options> = {
    calculate: false,
    cellGap: 1,
    color: {
      mode: "scheme",
      scheme: "Blues",
      fill: "blue",
      scale: "exponential",
      exponent: 0.5,
      steps: 32,
      reverse: false,
    },
    exemplars: { color: "purple" },
    filterValues: { le: 1e-9 },
    legend: { show: true },
    rowsFrame: { layout: "auto" },
    showValue: "never",
    tooltip: { mode: "single", yHistogram: false, showColorScale: false },
    yAxis: { axisPlacement: "left", reverse: false, unit },
  };
  return {
    ...pickTexts(spec),
    type: "heatmap",
    source: "prometheus",
    queries: [{ expr, legend: "{{le}}" }],
    target: { instant: false, range: true, format: "heatmap" },
    rest: {
      options,
      fieldConfig: {
        defaults: {
          unit,
          noValue: "No data",
          custom: { scaleDistribution: { type: "linear" } },
        },
        overrides: [],
      },
    },
  };
}
