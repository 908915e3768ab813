import type { HistogramValue } from "../../contract/metric.ts";
import type { ParsedFamily } from "./prometheus_families.ts";
import type { ParsedSample } from "./prometheus_line.ts";
import { prometheusNumber } from "./prometheus_number.ts";

type Labels = Readonly<Record<string, string>>;

/** A histogram of a family, as {@linkcode FamilySet.histogram} takes it. */
export interface LabelledHistogram {
  /** Without `le`. */
  readonly labels: Labels;
  readonly value: HistogramValue;
}

interface Parts {
  readonly labels: Labels;
  /** The number of labels. */
  readonly size: number;
  readonly buckets: [le: number, count: number][];
  sum: number;
  count: number | undefined;
}

/**
 * Puts the bucket, sum and count samples of a parsed histogram family together, by their labels, with
 * the bounds ascending. Without a sum, which OpenMetrics may leave out, the sum is NaN; the count is
 * then that of the bucket +Inf. A set of labels with neither a count nor that bucket is left out.
 *
 * @throws {Error} when a bucket has no number as `le`.
 */
export function histogramsOf(family: ParsedFamily): LabelledHistogram[] {
  const found = new Map<string, Parts>();
  const bucketName = `${family.name}_bucket`;
  const sumName = `${family.name}_sum`;
  const countName = `${family.name}_count`;
  let last: Parts | undefined;
  for (const sample of family.samples) {
    const { name, labels, value } = sample;
    const isBucket = name === bucketName;
    if (!isBucket && name !== sumName && name !== countName) continue;
    const parts = last && belongsTo(last, labels, isBucket)
      ? last
      : findParts(found, labels, isBucket);
    if (isBucket) parts.buckets.push([readBound(sample), value]);
    else if (name === sumName) parts.sum = value;
    else parts.count = value;
    last = parts;
  }
  return [...found.values()].flatMap(({ labels, buckets, sum, count: counted }) => {
    if (!isAscending(buckets)) buckets.sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0);
    const last = buckets.at(-1);
    const count = counted ?? (last?.[0] === Infinity ? last[1] : undefined);
    return count === undefined ? [] : [{ labels, value: { buckets, sum, count } }];
  });
}

function isAscending(buckets: Parts["buckets"]): boolean {
  let last = -Infinity;
  for (const [bound] of buckets) {
    if (bound < last) return false;
    last = bound;
  }
  return true;
}

/** Returns whether a sample has the labels of a histogram, whose samples mostly stand side by side. */
function belongsTo(parts: Parts, labels: Labels, isBucket: boolean): boolean {
  let size = 0;
  for (const name in labels) {
    if (isBucket && name === "le") continue;
    if (!Object.hasOwn(parts.labels, name) || parts.labels[name] !== labels[name]) return false;
    size++;
  }
  return size === parts.size;
}

function findParts(found: Map<string, Parts>, labels: Labels, isBucket: boolean): Parts {
  const entries = Object.entries(labels).filter(([name]) => !isBucket || name !== "le");
  // Two lines of one histogram may have their labels in different orders.
  const key = JSON.stringify(entries.toSorted(([a], [b]) => a < b ? -1 : 1));
  let parts = found.get(key);
  if (!parts) {
    const own = Object.fromEntries(entries);
    parts = { labels: own, size: entries.length, buckets: [], sum: NaN, count: undefined };
    found.set(key, parts);
  }
  return parts;
}

function readBound({ name, labels }: ParsedSample): number {
  const le = prometheusNumber(labels.le ?? "");
  if (le !== undefined && !Number.isNaN(le)) return le;
  const shown = JSON.stringify((labels.le ?? "").slice(0, 80));
  throw new Error(`Cannot group the buckets "${name}": le is ${shown} and has to be a number`);
}
