import type { HistogramSample, Sample, ValidFamily } from "../contract/metric.ts";
import { renderLabels } from "./render_labels.ts";

/** A sample with its rendered labels, which are also what it is sorted by. */
export interface LabelledSample {
  readonly labels: string;
  readonly sample: Sample | HistogramSample;
}

/** Families by name, so that the same values give the same bytes. Those without samples are left out. */
export function familiesInOrder(families: readonly ValidFamily[]): ValidFamily[] {
  return families.filter(({ samples }) => samples.length > 0)
    .sort((a, b) => compare(a.declaration.name, b.declaration.name));
}

/** The samples of a family by their labels. */
export function samplesInOrder({ declaration, samples }: ValidFamily): LabelledSample[] {
  return samples
    .map((sample) => ({ labels: renderLabels(sample.labels, declaration.labels), sample }))
    .sort((a, b) => compare(a.labels, b.labels));
}

/** By code unit: `localeCompare` depends on the machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
