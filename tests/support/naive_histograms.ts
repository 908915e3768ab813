/** The grouping of histograms as it was before it was made fast: with a key for each sample. */
import type { LabelledHistogram } from "../../runtime/sdk/prometheus/histograms_of.ts";
import type { ParsedFamily } from "../../runtime/sdk/prometheus/parse_prometheus.ts";
import type { ParsedSample } from "../../runtime/sdk/prometheus/prometheus_line.ts";
import { prometheusNumber } from "../../runtime/sdk/prometheus/prometheus_number.ts";

interface Parts {
  readonly labels: Readonly<Record<string, string>>;
  readonly buckets: [le: number, count: number][];
  sum: number;
  count: number | undefined;
}

/** The same as histogramsOf. */
export function naiveHistograms(family: ParsedFamily): LabelledHistogram[] {
  const found = new Map<string, Parts>();
  for (const sample of family.samples) addSample(family.name, sample, found);
  return [...found.values()].flatMap(({ labels, buckets, sum, count: counted }) => {
    buckets.sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0);
    const last = buckets.at(-1);
    const count = counted ?? (last?.[0] === Infinity ? last[1] : undefined);
    return count === undefined ? [] : [{ labels, value: { buckets, sum, count } }];
  });
}

function addSample(familyName: string, sample: ParsedSample, found: Map<string, Parts>): void {
  const ending = sample.name.slice(familyName.length);
  if (ending !== "_bucket" && ending !== "_sum" && ending !== "_count") return;
  const isBucket = ending === "_bucket";
  const entries = Object.entries(sample.labels).filter(([name]) => !isBucket || name !== "le");
  // Two lines of one histogram may have their labels in different orders.
  const key = JSON.stringify(entries.toSorted(([a], [b]) => a < b ? -1 : 1));
  let parts = found.get(key);
  if (!parts) {
    parts = { labels: Object.fromEntries(entries), buckets: [], sum: NaN, count: undefined };
    found.set(key, parts);
  }
  if (ending === "_sum") parts.sum = sample.value;
  else if (ending === "_count") parts.count = sample.value;
  else parts.buckets.push([parseBound(sample), sample.value]);
}

function parseBound({ name, labels }: ParsedSample): number {
  const le = prometheusNumber(labels.le ?? "");
  if (le !== undefined && !Number.isNaN(le)) return le;
  const shown = JSON.stringify((labels.le ?? "").slice(0, 80));
  throw new Error(`Cannot group the buckets "${name}": le is ${shown} and has to be a number`);
}
