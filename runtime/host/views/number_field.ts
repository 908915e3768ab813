import type { Family, HistogramSample, Sample } from "../../contract/metric.ts";
import type { RoleRule } from "../../contract/view_kinds.ts";

type AnySample = Family["samples"][number];

/** The number of a histogram's sums that are kept to compare with, and the time between them. */
const BASELINES = 10;
const BASELINE_MS = 30_000;
const QUANTILE = 0.95;

/** A value that was seen before, to compare with. */
export type Remembered =
  | { readonly kind: "counter"; readonly atMs: number; readonly value: number }
  | { readonly kind: "histogram"; readonly baselines: readonly Baseline[] };

interface Baseline {
  readonly atMs: number;
  readonly counts: ReadonlyMap<number, number>;
}

/** The value of a number field, and what has to be remembered of it. */
export interface FieldReading {
  /** Undefined while it is not known. */
  readonly value: number | undefined;
  readonly remember?: Remembered;
}

/** Reads the samples of one source for one thing. A counter gives a rate, a histogram a quantile. */
export function readNumber(
  samples: readonly AnySample[],
  { type, rule, nowMs, before }: {
    type: string;
    rule: Extract<RoleRule, { form: "number" }>;
    nowMs: number;
    before: Remembered | undefined;
  },
): FieldReading {
  if (type === "histogram") return readHistogram(samples as HistogramSample[], nowMs, before);
  const values = (samples as Sample[]).map(({ value }) => value)
    .filter((value) => typeof value === "number" && Number.isFinite(value)) as number[];
  if (values.length === 0) return { value: undefined };
  const value = combine(values, rule.combine);
  if (type !== "counter" || rule.unit === "total") return { value };
  const remember = { kind: "counter", atMs: nowMs, value } as const;
  const seconds = before?.kind === "counter" ? (nowMs - before.atMs) / 1_000 : 0;
  const growth = before?.kind === "counter" ? value - before.value : -1;
  // A counter that fell began anew: what it grew by is not known.
  return { value: seconds > 0 && growth >= 0 ? growth / seconds : undefined, remember };
}

/** Combines the values of several samples or sources to one. */
export function combine(values: readonly number[], how: "sum" | "max" | "min"): number {
  if (how === "sum") return values.reduce((sum, value) => sum + value, 0);
  return values.reduce((a, b) => how === "max" ? Math.max(a, b) : Math.min(a, b));
}

function readHistogram(
  samples: readonly HistogramSample[],
  nowMs: number,
  before: Remembered | undefined,
): FieldReading {
  const counts = sumOf(samples);
  const known = before?.kind === "histogram" ? before.baselines : [];
  const first = known.find((baseline) => !hasFallen(baseline.counts, counts));
  const kept = first ? known.slice(known.indexOf(first)) : [];
  const last = kept.at(-1);
  const baselines = last && nowMs - last.atMs < BASELINE_MS
    ? kept
    : [...kept, { atMs: nowMs, counts }].slice(-BASELINES);
  return {
    value: first ? quantile(computeGrowth(first.counts, counts), QUANTILE) : undefined,
    remember: { kind: "histogram", baselines },
  };
}

/** The cumulative counts of several histograms by bound; bounds that not all have are left out. */
function sumOf(samples: readonly HistogramSample[]): Map<number, number> {
  const sums = new Map<number, { count: number; of: number }>();
  for (const { buckets } of samples) {
    for (const [bound, count] of buckets) {
      const le = bound === "+Inf" ? Infinity : Number(bound);
      const sum = sums.get(le) ?? { count: 0, of: 0 };
      sums.set(le, { count: sum.count + count, of: sum.of + 1 });
    }
  }
  return new Map(
    [...sums].filter(([, { of }]) => of === samples.length).map(([le, { count }]) => [le, count]),
  );
}

function hasFallen(before: ReadonlyMap<number, number>, now: ReadonlyMap<number, number>): boolean {
  return [...before].some(([le, count]) => (now.get(le) ?? 0) < count);
}

function computeGrowth(
  before: ReadonlyMap<number, number>,
  now: ReadonlyMap<number, number>,
): [le: number, count: number][] {
  return [...now].map(([le, count]): [number, number] => [le, count - (before.get(le) ?? 0)])
    .sort(([a], [b]) => a - b);
}

/** The quantile of cumulative buckets, as Prometheus has it; undefined when nothing was counted. */
export function quantile(
  buckets: readonly (readonly [le: number, count: number])[],
  q: number,
): number | undefined {
  const total = buckets.at(-1)?.[1] ?? 0;
  if (total <= 0) return undefined;
  const rank = q * total;
  let [lowerBound, lowerCount] = [0, 0];
  for (const [le, count] of buckets) {
    if (count >= rank) {
      if (le === Infinity) return lowerBound;
      if (count === lowerCount) return le;
      return lowerBound + (le - lowerBound) * (rank - lowerCount) / (count - lowerCount);
    }
    [lowerBound, lowerCount] = [le, count];
  }
  return lowerBound;
}
