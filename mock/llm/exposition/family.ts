/** The metrics of a fake server, before they are written as its engine writes them. */

export type Labels = Readonly<Record<string, string>>;

/** One number of a gauge or a counter. */
export interface NumberSample {
  readonly labels: Labels;
  readonly value: number;
}

/** One histogram; `counts` are of each bucket alone, and the last is of what lies above all bounds. */
export interface HistogramSample {
  readonly labels: Labels;
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
}

/** A family by the name that its samples have: a counter's `_total` is in it. */
export interface Family {
  readonly name: string;
  readonly type: "gauge" | "counter" | "histogram";
  readonly help: string;
  readonly samples: readonly (NumberSample | HistogramSample)[];
}
