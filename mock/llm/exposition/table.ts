import type {
  EngineSnapshot,
  EngineView,
  FinishedRequest,
  ModelState,
} from "../../sim/engine_view.ts";
import type { Labels } from "./family.ts";
import type { ModelSums } from "./sums.ts";

/** The state of one model, from which its metrics are computed. */
export interface ModelMetrics {
  readonly view: EngineView;
  readonly snapshot: EngineSnapshot;
  readonly model: ModelState;
  /** Of the requests of this model that have ended. */
  readonly sums: ModelSums;
  /** Steps that computed a token of every running request, and the tokens of all of them. */
  readonly steps: { readonly count: number; readonly tokens: number };
  /** Recent mean time between two tokens; 0 before the first one. */
  readonly meanIntervalSeconds: number;
}

/** Computes the value of a sample. */
export type Value = (metrics: ModelMetrics) => number;

/** Computes the labels of a sample. */
export type LabelsOf = (metrics: ModelMetrics) => Labels;

/** The upper bounds of a histogram's buckets, which may depend on the engine. */
export type Bounds = readonly number[] | ((view: EngineView) => readonly number[]);

/** The events that a histogram observes; a function that returns undefined observes nothing. */
export interface Observation {
  readonly request?: (request: FinishedRequest) => number | undefined;
  /** The time between two tokens. */
  readonly interval?: (seconds: number) => number | undefined;
  /** The tokens of one step of the engine. */
  readonly step?: (tokens: number) => number | undefined;
}

interface BaseRow {
  readonly name: string;
  readonly help: string;
  /** Absent until its first event. */
  readonly isLazy: boolean;
  /**
   * `model`: one sample of each model, with the table's labels. `row`: with the row's own labels alone.
   * `server`: one sample in all, with the row's own labels alone.
   */
  readonly scope: "model" | "row" | "server";
}

/** A gauge or a counter of an engine. */
export interface NumberRow extends BaseRow {
  readonly type: "gauge" | "counter";
  readonly samples: readonly { readonly labels: LabelsOf; readonly value: Value }[];
}

/** A histogram of an engine, with that engine's own bounds. */
export interface HistogramRow extends BaseRow {
  readonly type: "histogram";
  readonly labels: LabelsOf;
  readonly bounds: Bounds;
  readonly observation: Observation;
}

export type Row = NumberRow | HistogramRow;

/** The metrics of an engine, in its order. */
export interface MetricsTable {
  readonly rows: readonly Row[];
  /** Labels of every series of a model. */
  readonly labels: (model: ModelState) => Labels;
  /** It covers every model; without it the first alone. */
  readonly isPerModel?: true;
}

/** For engines without metrics. */
export const NO_METRICS: MetricsTable = { rows: [], labels: () => ({}) };
