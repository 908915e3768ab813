import type { Derived } from "./derive.ts";

/** The rule by which labels of a source become one label of ours. */
export interface LabelRule {
  /** Our label. */
  readonly name: string;
  /** The source's labels, of which the first with a known value counts; without it, `otherwise`. */
  readonly from?: string | readonly string[];
  /** Of its value only what is behind the last dot counts. */
  readonly afterDot?: true;
  /** The source's values, in lower case, and ours. */
  readonly values?: Readonly<Record<string, string>>;
  /** The label for any other value; undefined leaves such samples out. */
  readonly otherwise?: string;
}

/** One canonical metric of an engine, and where it comes from. */
export interface Row {
  /** The metric's name after `llm_monitor_llm_`. */
  readonly to: string;
  readonly kind: "gauge" | "counter" | "histogram";
  /** The source's families in order, without `_total`: the first that is there counts. */
  readonly from: readonly string[];
  /** Families that are added to it where they are there. */
  readonly plus?: readonly string[];
  /** Families of which the first that is there is taken off it. */
  readonly minus?: readonly string[];
  /** The way in which several series of one model become one; a sum by default. */
  readonly combine?: "sum" | "max";
  /** The factor that brings a value to the base unit. */
  readonly scale?: number;
  /** Labels that a sample has to have. */
  readonly where?: Readonly<Record<string, readonly string[]>>;
  readonly label?: LabelRule;
  /** Several ranks tell of the same part: of each part the sample of the lowest rank stands. */
  readonly isOfRanks?: true;
  /** So much of the value is our own asking. */
  readonly ours?: number;
  /** Only versions write it that are no longer made: no promise of the engine. */
  readonly isOld?: true;
  /** 0 says that nothing is known. */
  readonly isUnknownAtZero?: true;
  /** Of a histogram with many bounds: how many times as far as the last one each has to be. */
  readonly boundFactor?: number;
}

/** The families of an engine's metrics endpoint. */
export interface MetricMapping {
  /** The name of what computes: the label `engine`. */
  readonly id: string;
  /** Beginnings of its families' names. */
  readonly prefixes: readonly string[];
  /** Families of which nothing is read but that they are there. */
  readonly marks?: readonly string[];
  /** Labels that name the model, in order. */
  readonly modelLabels: readonly string[];
  /** Values of those labels that name no model. */
  readonly unnamed?: readonly string[];
  readonly rows: readonly Row[];
  /** Values made of several samples, or of labels. */
  readonly derived?: readonly Derived[];
}

type More = Omit<Row, "to" | "kind" | "from">;

/** A gauge that adds up over the parts of a model. */
export function gauge(to: string, from: string | readonly string[], more: More = {}): Row {
  return { to, kind: "gauge", from: [from].flat(), ...more };
}

/** A share or another gauge of which the largest part counts. */
export function largest(to: string, from: string | readonly string[], more: More = {}): Row {
  return { to, kind: "gauge", from: [from].flat(), combine: "max", ...more };
}

export function counter(to: string, from: string | readonly string[], more: More = {}): Row {
  return { to, kind: "counter", from: [from].flat(), ...more };
}

export function histogram(to: string, from: string | readonly string[], more: More = {}): Row {
  return { to, kind: "histogram", from: [from].flat(), ...more };
}

/** Reasons for which a request ended, as every engine's are called here. */
export const FINISH_REASONS: Readonly<Record<string, string>> = {
  stop: "stop",
  length: "length",
  abort: "abort",
  cancelled: "abort",
  canceled: "abort",
  tool_calls: "tool_calls",
  content_filter: "content_filter",
  error: "error",
};

/** The rule of the label `reason` of errors: these are told by their names, all others as one. */
export function reasons(from: string, names: readonly string[]): LabelRule {
  const values = Object.fromEntries(names.map((name) => [name, name]));
  return { name: "reason", from, values, otherwise: "other" };
}

/** Reasons of errors that are told by their status of HTTP. */
export const HTTP_REASONS: Readonly<Record<string, string>> = Object.fromEntries([
  ...[400, 401, 403, 404, 408, 413, 422, 429].map((status) => [String(status), "http_4xx"]),
  ...[500, 501, 502, 503, 504].map((status) => [String(status), "http_5xx"]),
]);

/** Statuses of HTTP that say that a server failed, as the engines write them. */
export const SERVER_ERRORS: readonly string[] = ["500", "501", "502", "503", "504", "5xx"];

/** Returns every family that a mapping reads, without `_total`. */
export function listFamilies({ rows, derived = [] }: MetricMapping): string[] {
  return [
    ...rows.flatMap(({ from, plus = [], minus = [] }) => [...from, ...plus, ...minus]),
    ...derived.flatMap((row) => {
      if (row.make === "totals") return [row.sum.family, row.count.family].flat();
      return row.make === "product" || row.make === "ratio"
        ? row.of.flatMap(({ family }) => family)
        : row.of.family;
    }),
  ];
}
