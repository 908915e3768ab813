import type * as sdk from "@grafana/grafana-foundation-sdk/stat";
import { orNotReported, STATE_MAPPINGS, toThresholds } from "./judge.ts";
import type { Judgement } from "./judge.ts";
import { pickTexts } from "./panel.ts";
import type { Mapping, PanelDraft, PanelTexts, Query } from "./panel.ts";
import type { Plain } from "./plain.ts";

/** A tile with one number, as it is now. */
export interface StatOptions extends Partial<PanelTexts>, Query {
  readonly title: string;
  readonly asks: string;
  readonly unit: string;
  readonly decimals?: number;
  /** Absent on a neutral tile, which never has a colour. */
  readonly judge?: Judgement;
  /** The capability without which a server cannot report it. */
  readonly capability?: string;
  readonly mappings?: readonly Mapping[];
}

/** A tile. It asks for this moment, so that what has gone is "No data" and not its last value. */
export function stat(spec: StatOptions): PanelDraft {
  const { w = 8, h = 3, expr, legend, ignores, unit, decimals, judge } = spec;
  const options: Plain<sdk.Options> = {
    colorMode: judge ? "background_solid" : "none",
    graphMode: "none",
    justifyMode: "auto",
    orientation: "auto",
    percentChangeColorMode: "standard",
    reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
    showPercentChange: false,
    textMode: legend === undefined ? "value" : "value_and_name",
    wideLayout: true,
  };
  return {
    ...pickTexts({ ...spec, w, h }),
    type: "stat",
    source: "prometheus",
    queries: [{
      expr: spec.capability === undefined ? expr : orNotReported(expr, spec.capability),
      ...(legend === undefined ? {} : { legend }),
      ...(ignores ? { ignores } : {}),
    }],
    target: { instant: true, range: false },
    rest: {
      options,
      fieldConfig: {
        defaults: {
          unit,
          ...(decimals === undefined ? {} : { decimals }),
          color: { mode: judge ? "thresholds" : "fixed", ...(judge ? {} : { fixedColor: "text" }) },
          thresholds: toThresholds(judge),
          mappings: [...STATE_MAPPINGS, ...spec.mappings ?? []],
          noValue: "No data",
        },
        overrides: [],
      },
    },
  };
}
