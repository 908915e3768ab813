/**
 * Metric families as plain data: those that a plugin returns and those that a manifest declares.
 */

export const METRIC_TYPES = ["gauge", "counter", "histogram", "info"] as const;
export type MetricType = (typeof METRIC_TYPES)[number];

/** A family as declared in plugin.yaml. A plugin can emit nothing else. */
export interface FamilyDeclaration {
  /** `llm_monitor_<subsystem>_<metric>_<unit>`. */
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  /** Exactly the label names that every sample of the family has (without `le`). */
  readonly labels: readonly string[];
  /** Left out where the operator sets `detail: slim`; absent for what is always there. */
  readonly detail?: "full" | undefined;
}

/** A number, or one of the three that JSON cannot carry. */
export type WireNumber = number | "NaN" | "+Inf" | "-Inf";

/** A value of a gauge, a counter, or an info family (whose value is always 1). */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: WireNumber;
}

/** A histogram: cumulative counts by upper bound, ascending, the last bound being "+Inf". */
export interface HistogramSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly buckets: readonly (readonly [le: WireNumber, count: number])[];
  readonly sum: WireNumber;
  readonly count: number;
}

/** A family as a plugin returns it. Its type, help and labels stand in the manifest, once. */
export interface Family {
  readonly name: string;
  readonly samples: readonly (Sample | HistogramSample)[];
}

/** A family that passed validation, beside its declaration. */
export interface ValidFamily {
  readonly declaration: FamilyDeclaration;
  readonly samples: readonly (Sample | HistogramSample)[];
}

/** A histogram as a plugin has it: upper bound and cumulative count, ascending; a missing +Inf bucket is added from the count. */
export interface HistogramValue {
  readonly buckets: readonly (readonly [le: number, count: number])[];
  readonly sum: number;
  readonly count: number;
}
