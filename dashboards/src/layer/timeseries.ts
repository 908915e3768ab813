import type * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import { BAD, WARN } from "./colours.ts";
import { pickTexts } from "./panel.ts";
import type { Mapping, Override, PanelDraft, PanelTexts, Query } from "./panel.ts";
import type { Plain } from "./plain.ts";

/** Lines over time. */
export interface TimeseriesOptions extends PanelTexts {
  readonly queries: readonly Query[];
  readonly unit: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly isStacked?: true;
  readonly isLogarithmic?: true;
  /** Steps, for what changes at once and stays, such as counts. */
  readonly isStepped?: true;
  /** Dashed lines at values that mean something, such as a limit or an objective. */
  readonly lines?: { readonly warn?: number; readonly bad?: number };
  /** Colours of series, by a regular expression over their names. */
  readonly colours?: Readonly<Record<string, string>>;
  readonly overrides?: readonly Override[];
  readonly mappings?: readonly Mapping[];
  /** Numbers beside the names in the legend. */
  readonly calcs?: readonly string[];
}

/** A panel of lines, one for each series. */
export function lines(spec: TimeseriesOptions): PanelDraft {
  const { queries, calcs = [] } = spec;
  const options: Plain<timeseries.Options> = {
    legend: { calcs, displayMode: "list", placement: "bottom", showLegend: true },
    tooltip: { mode: "multi", sort: "desc" },
  };
  return {
    ...pickTexts(spec),
    type: "timeseries",
    source: "prometheus",
    queries,
    target: { instant: false, range: true },
    rest: {
      options,
      fieldConfig: {
        defaults: {
          unit: spec.unit,
          ...(spec.decimals === undefined ? {} : { decimals: spec.decimals }),
          min: spec.min ?? 0,
          ...(spec.max === undefined ? {} : { max: spec.max }),
          color: { mode: "palette-classic" },
          thresholds: { mode: "absolute", steps: makeSteps(spec) },
          ...(spec.mappings ? { mappings: spec.mappings } : {}),
          noValue: "No data",
          custom: lineStyle(spec),
        },
        overrides: [...fixedColours(spec.colours ?? {}), ...spec.overrides ?? []],
      },
    },
  };
}

function lineStyle(spec: TimeseriesOptions): Plain<timeseries.FieldConfig> {
  return {
    axisPlacement: "auto",
    drawStyle: "line",
    fillOpacity: spec.isStacked ? 35 : 0,
    ...makeSoftMax(spec),
    gradientMode: "none",
    lineInterpolation: spec.isStepped ? "stepAfter" : "linear",
    lineWidth: 1,
    scaleDistribution: spec.isLogarithmic ? { type: "log", log: 10 } : { type: "linear" },
    showPoints: "never",
    // A gap is the truth: nothing was known then.
    spanNulls: false,
    stacking: { group: "A", mode: spec.isStacked ? "normal" : "none" },
    thresholdsStyle: { mode: spec.lines ? "dashed" : "off" },
  };
}

/** A line of zeros would get an axis up to 100, or 10,000 %. */
const SOFT_MAX: Readonly<Record<string, number>> = {
  percentunit: 0.1,
  bytes: 1_024,
  Bps: 1_000,
  none: 1,
  reqps: 1,
  "suffix: /s": 1,
  "suffix: /h": 1,
};

function makeSoftMax({ unit, max, isLogarithmic }: TimeseriesOptions): { axisSoftMax?: number } {
  const axisSoftMax = max === undefined && !isLogarithmic ? SOFT_MAX[unit] : undefined;
  return axisSoftMax === undefined ? {} : { axisSoftMax };
}

function makeSteps({ lines }: TimeseriesOptions): { value: number | null; color: string }[] {
  return [
    { value: null, color: "transparent" },
    ...(lines?.warn === undefined ? [] : [{ value: lines.warn, color: WARN }]),
    ...(lines?.bad === undefined ? [] : [{ value: lines.bad, color: BAD }]),
  ];
}

function fixedColours(colours: Readonly<Record<string, string>>): Override[] {
  return Object.entries(colours).map(([name, fixedColor]) => ({
    matcher: { id: "byRegexp", options: name },
    properties: [{ id: "color", value: { mode: "fixed", fixedColor } }],
  }));
}
