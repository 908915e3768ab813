import type * as bargauge from "@grafana/grafana-foundation-sdk/bargauge";
import { NEUTRAL } from "./colours.ts";
import { toThresholds } from "./judge.ts";
import type { Judgement } from "./judge.ts";
import { pickTexts } from "./panel.ts";
import type { PanelDraft, PanelTexts, Query } from "./panel.ts";
import type { Plain } from "./plain.ts";

/** Bars, one for each series, as they are now. */
export interface BarsOptions extends PanelTexts {
  readonly queries: readonly Query[];
  readonly unit: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly judge?: Judgement;
}

/** A panel of bars. */
export function bars(spec: BarsOptions): PanelDraft {
  const { queries, unit, decimals, min = 0, max, judge } = spec;
  const options: Plain<bargauge.Options> = {
    displayMode: "basic",
    legend: { calcs: [], displayMode: "list", placement: "bottom", showLegend: false },
    maxVizHeight: 46,
    minVizHeight: 14,
    minVizWidth: 8,
    namePlacement: "top",
    orientation: "horizontal",
    reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
    showUnfilled: true,
    sizing: "manual",
    text: { titleSize: 14, valueSize: 16 },
    valueMode: "text",
  };
  return {
    ...pickTexts(spec),
    type: "bargauge",
    source: "prometheus",
    queries,
    target: { instant: true, range: false },
    rest: {
      options,
      fieldConfig: {
        defaults: {
          unit,
          ...(decimals === undefined ? {} : { decimals }),
          min,
          ...(max === undefined ? {} : { max }),
          color: judge ? { mode: "thresholds" } : { mode: "fixed", fixedColor: NEUTRAL },
          thresholds: toThresholds(judge, NEUTRAL),
          noValue: "No data",
        },
        overrides: [],
      },
    },
  };
}
