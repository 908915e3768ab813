import type {
  Family,
  HistogramSample,
  HistogramValue,
  Sample,
  WireNumber,
} from "../contract/metric.ts";

type Labels = Readonly<Record<string, string>>;

/**
 * Gathers samples into families, in the order of first use. `undefined` means absent: no sample is made,
 * because a missing value must never become 0.
 */
export class FamilySet {
  readonly #families = new Map<string, (Sample | HistogramSample)[]>();

  gauge(name: string, labels: Labels, value: number | undefined): this {
    return this.#add(name, labels, value);
  }

  counter(name: string, labels: Labels, value: number | undefined): this {
    return this.#add(name, labels, value);
  }

  /** An info family says what something is; its value is always 1. */
  info(name: string, labels: Labels): this {
    return this.#add(name, labels, 1);
  }

  histogram(name: string, labels: Labels, value: HistogramValue | undefined): this {
    if (value === undefined) return this;
    const bounds = value.buckets.map(([le, count]) => [wireNumber(le), count] as const);
    const complete = bounds.at(-1)?.[0] === "+Inf";
    this.#samples(name).push({
      labels,
      buckets: complete ? bounds : [...bounds, ["+Inf", value.count]],
      sum: wireNumber(value.sum),
      count: value.count,
    });
    return this;
  }

  families(): Family[] {
    return [...this.#families].map(([name, samples]) => ({ name, samples }));
  }

  #add(name: string, labels: Labels, value: number | undefined): this {
    if (value !== undefined) this.#samples(name).push({ labels, value: wireNumber(value) });
    return this;
  }

  #samples(name: string): (Sample | HistogramSample)[] {
    let samples = this.#families.get(name);
    if (!samples) this.#families.set(name, samples = []);
    return samples;
  }
}

/** Writes the numbers that JSON cannot carry as their names. */
export function wireNumber(value: number): WireNumber {
  if (Number.isNaN(value)) return "NaN";
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  return value;
}
