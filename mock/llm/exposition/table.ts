import type {
  EngineSnapshot,
  EngineView,
  FinishedRequest,
  ModelState,
} from "../../sim/engine_view.ts";
import type { Labels, NumberSample } from "./family.ts";
import type { ModelSums } from "./sums.ts";

/** What the numbers of one model are computed from. */
export interface Telling {
  readonly view: EngineView;
  readonly snapshot: EngineSnapshot;
  readonly model: ModelState;
  /** What ended requests of this model add up to. */
  readonly sums: ModelSums;
  /** Between two tokens of late; 0 before there were any. */
  readonly meanIntervalSeconds: number;
}

type Told = number | readonly NumberSample[] | undefined;

/** A gauge or a counter of an engine. */
export interface NumberRow {
  readonly kind: "gauge" | "counter" | "untyped";
  readonly name: string;
  readonly help: string;
  readonly tell: (telling: Telling) => Told;
  /** Without the labels of the model: of the server, told once, or with labels of the row alone. */
  readonly scope?: "server" | "row";
}

/** What a histogram observes: nothing where a function gives undefined. */
export interface Observed {
  readonly request?: (request: FinishedRequest) => number | undefined;
  /** The time between two tokens. */
  readonly interval?: (seconds: number) => number | undefined;
  /** The tokens of one step of the engine. */
  readonly step?: (tokens: number) => number | undefined;
}

/** A histogram of an engine, with that engine's own bounds. */
export interface HistogramRow {
  readonly kind: "histogram";
  readonly name: string;
  readonly help: string;
  readonly bounds: readonly number[] | ((view: EngineView) => readonly number[]);
  readonly of: Observed;
  readonly labels?: Labels;
  /** Without the labels of the model: with those of the row alone. */
  readonly scope?: "row";
}

export type Row = NumberRow | HistogramRow;

/** All that an engine tells, in its order. */
export interface ExpositionTable {
  readonly rows: readonly Row[];
  /** Labels of every series of a model. */
  readonly labels: (model: ModelState, view: EngineView) => Labels;
  /** Whether it tells of each model, or of the first alone. */
  readonly isPerModel?: true;
  /** Whether a histogram is there only after its first observation. */
  readonly isLazy?: true;
}

export function gauge(name: string, help: string, tell: NumberRow["tell"]): NumberRow {
  return { kind: "gauge", name, help, tell };
}

export function counter(name: string, help: string, tell: NumberRow["tell"]): NumberRow {
  return { kind: "counter", name, help, tell };
}

/** A row without the labels of the model, told once. */
export function global(row: NumberRow): NumberRow {
  return { ...row, scope: "server" };
}

/** A row of each model, with labels of its own in place of those that all have. */
export function withOwnLabels<R extends Row>(row: R): R {
  return { ...row, scope: "row" };
}

export function histogram(
  name: string,
  help: string,
  bounds: HistogramRow["bounds"],
  of: Observed,
  labels?: Labels,
): HistogramRow {
  return { kind: "histogram", name, help, bounds, of, ...(labels && { labels }) };
}

/** One sample for each entry. */
export function byLabel(
  name: string,
  values: Readonly<Record<string, number>>,
): NumberSample[] {
  return Object.entries(values).map(([label, value]) => ({ labels: { [name]: label }, value }));
}

/** Series that are there after their first event alone. */
export function onFirstUse(samples: readonly NumberSample[]): NumberSample[] {
  return samples.filter(({ value }) => value > 0);
}
