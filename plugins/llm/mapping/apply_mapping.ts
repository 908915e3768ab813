import { histogramsOf } from "@llm-monitor/sdk";
import type {
  FamilySet,
  HistogramValue,
  LabelledHistogram,
  ParsedFamily,
  ParsedSample,
} from "@llm-monitor/sdk";
import type { LabelRule, MetricMapping, Row } from "./metric_mapping.ts";
import { modelIn } from "./model_in.ts";
import { NEVER_ZERO } from "./never_zero.ts";
import { soundHistogram } from "./sound_histogram.ts";
import { thinHistogram } from "./thin_histogram.ts";

type Labels = Readonly<Record<string, string>>;

/** The target that a mapping is applied to. */
export interface MappingOptions {
  /** Labels of every series. */
  readonly labels: { readonly target: string; readonly engine: string };
  /** The model of sources that name none. */
  readonly defaultModel: string;
  /** Names the series of a model; many models are folded into one. */
  readonly modelName: (model: string) => string;
}

/**
 * Adds what an engine's families tell, under the canonical names.
 *
 * @returns the shares that came as percent, which no engine is known to do, and were divided.
 */
export function applyMapping(
  set: FamilySet,
  mapping: MetricMapping,
  { families, ...options }: MappingOptions & { families: readonly ParsedFamily[] },
): readonly string[] {
  const percents = new Set<string>();
  // A gauge and a counter may differ in `_total` alone; a row that names it means the counter.
  const index = new Map([
    ...families.map((family) => [baseName(family), family] as const),
    ...families.map((family) => [family.name, family] as const),
  ]);
  for (const row of mapping.rows) {
    const first = findFirst(row.from, index);
    if (!first) continue;
    const more = (row.plus ?? []).flatMap((name) => index.get(name) ?? []);
    const { modelLabels, unnamed = [] } = mapping;
    const context = { ...options, row, percents, modelLabels, unnamed };
    if (row.kind === "histogram") addHistograms(set, first, context);
    else addNumbers(set, [first, ...more], { ...context, less: findFirst(row.minus, index) });
  }
  return [...percents];
}

/** Returns the first of some families that is there. */
function findFirst(
  names: readonly string[] | undefined,
  index: ReadonlyMap<string, ParsedFamily>,
): ParsedFamily | undefined {
  const name = names?.find((one) => index.has(one));
  return name === undefined ? undefined : index.get(name);
}

interface RowContext extends MappingOptions {
  readonly row: Row;
  readonly modelLabels: readonly string[];
  readonly unnamed: readonly string[];
  readonly percents: Set<string>;
}

/** A share above this is no share: some cache that is somewhat over its size is one still. */
const LARGEST_SHARE = 1.5;

const TOTAL = "_total";

/** Counters are written with and without `_total`, in samples and in TYPE lines alike. */
function baseName({ name, type }: ParsedFamily): string {
  return type !== "histogram" && name.endsWith(TOTAL) ? name.slice(0, -TOTAL.length) : name;
}

function addNumbers(
  set: FamilySet,
  families: readonly ParsedFamily[],
  { less, ...context }: RowContext & { readonly less: ParsedFamily | undefined },
): void {
  const { row } = context;
  const off = less && combinedValues([less], context);
  for (const [key, { labels, value }] of combinedValues(families, context)) {
    // Two of the largest numbers add up to none.
    if (!Number.isFinite(value)) continue;
    const rest = value - (row.ours ?? 0) - (off?.get(key)?.value ?? 0);
    set.gauge(`llm_monitor_llm_${row.to}`, labels, Math.max(0, rest));
  }
}

/** Combines the samples that become one series of ours. */
function combinedValues(
  families: readonly ParsedFamily[],
  context: RowContext,
): Map<string, { readonly labels: Labels; readonly value: number }> {
  const { row } = context;
  const values = new Map<string, { labels: Labels; value: number }>();
  for (const family of families) {
    const isValue = selectValues(family);
    for (const sample of distinct(family.samples, row)) {
      const labels = isValue(sample) ? makeLabels(sample.labels, context) : undefined;
      if (!labels || (sample.value === 0 && isUnknownAtZero(row))) continue;
      const key = makeKey(labels, row);
      const value = inUnit(sample.value, context);
      const known = values.get(key);
      values.set(key, { labels, value: known ? combined(row, known.value, value) : value });
    }
  }
  return values;
}

function isUnknownAtZero({ to, isUnknownAtZero }: Row): boolean {
  return isUnknownAtZero ?? NEVER_ZERO.has(to);
}

/** A value in the base unit; a share that is told as percent becomes one. */
function inUnit(value: number, { row, percents }: RowContext): number {
  if (!row.to.endsWith("_ratio") || value <= LARGEST_SHARE) return value * (row.scale ?? 1);
  percents.add(row.to);
  return value / 100;
}

const RANKS = ["tp_rank", "pp_rank", "moe_ep_rank"];
/** Other labels that differ between ranks that report one part. */
const OF_PROCESS = [...RANKS, "pid"];

/** With data parallelism a part may be told by each of its ranks. */
function distinct(samples: readonly ParsedSample[], { isOfRanks }: Row): readonly ParsedSample[] {
  if (!isOfRanks) return samples;
  const lowest = new Map<string, ParsedSample>();
  for (const sample of samples) {
    const others = Object.entries(sample.labels).filter(([name]) => !OF_PROCESS.includes(name));
    const key = JSON.stringify([sample.name, ...others.toSorted(([a], [b]) => a < b ? -1 : 1)]);
    const known = lowest.get(key);
    if (!known || readRank(sample) < readRank(known)) lowest.set(key, sample);
  }
  return [...lowest.values()];
}

function readRank({ labels }: ParsedSample): number {
  return RANKS.reduce((rank, name) => rank * 10_000 + Number(labels[name] ?? 0), 0);
}

function combined({ combine = "sum" }: Row, a: number, b: number): number {
  return combine === "max" ? Math.max(a, b) : a + b;
}

/** Tells values: `_created` is a time, and negative numbers and NaN say that nothing is known. */
function selectValues({ name, type }: ParsedFamily): (sample: ParsedSample) => boolean {
  // Where an engine counts in a histogram alone, its sum is the counter.
  const names = type === "histogram" ? [`${name}_sum`] : [name, `${name}${TOTAL}`];
  return (sample) =>
    names.includes(sample.name) && Number.isFinite(sample.value) && sample.value >= 0;
}

function addHistograms(set: FamilySet, family: ParsedFamily, context: RowContext): void {
  const { row } = context;
  const merged = new Map<string, { labels: Labels; value: HistogramValue }>();
  for (const { labels: own, value: read } of histogramsIn(family)) {
    const value = soundHistogram(read);
    const labels = value && makeLabels(own, context);
    if (!labels) continue;
    const key = makeKey(labels, row);
    const known = merged.get(key)?.value;
    // The largest numbers add up to none.
    const sum = known ? soundHistogram(addedUp(known, value)) : value;
    if (sum) merged.set(key, { labels, value: sum });
  }
  for (const { labels, value } of merged.values()) {
    const thin = thinHistogram(value, row.boundFactor);
    set.histogram(`llm_monitor_llm_${row.to}`, labels, scaled(thin, row.scale ?? 1));
  }
}

/** The histograms of a family; none where a bucket has no number for a bound. */
function histogramsIn(family: ParsedFamily): readonly LabelledHistogram[] {
  try {
    return histogramsOf(family);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [];
  }
}

/** Parts with other bounds cannot be added; the first of them stands. */
function addedUp(a: HistogramValue, b: HistogramValue): HistogramValue {
  const isAlike = a.buckets.length === b.buckets.length &&
    a.buckets.every(([le], index) => le === b.buckets[index]?.[0]);
  if (!isAlike) return a;
  return {
    buckets: a.buckets.map(([le, count], index) => [le, count + (b.buckets[index]?.[1] ?? 0)]),
    sum: a.sum + b.sum,
    count: a.count + b.count,
  };
}

function scaled(value: HistogramValue, scale: number): HistogramValue {
  if (scale === 1) return value;
  return {
    buckets: value.buckets.map(([le, count]) => [le * scale, count]),
    sum: value.sum * scale,
    count: value.count,
  };
}

/** Our labels of a sample; undefined when the row leaves it out. */
function makeLabels(
  source: Labels,
  { row, labels, modelLabels, unnamed, defaultModel, modelName }: RowContext,
): Labels | undefined {
  if (row.where && !isWhere(source, row.where)) return undefined;
  const extra = row.label && ruled(row.label, source);
  if (row.label && extra === undefined) return undefined;
  const model = modelName(modelIn(source, { modelLabels, unnamed }) ?? defaultModel);
  return row.label && extra !== undefined
    ? { ...labels, model, [row.label.name]: extra }
    : { ...labels, model };
}

function isWhere(source: Labels, where: NonNullable<Row["where"]>): boolean {
  return Object.entries(where).every(([name, values]) => values.includes(source[name] ?? ""));
}

/** Tells the series of one row apart; the values of a rule have no line feeds. */
function makeKey(labels: Labels, { label }: Row): string {
  return label ? `${labels[label.name]}\n${labels.model}` : labels.model ?? "";
}

function ruled(
  { from = [], afterDot, values = {}, otherwise }: LabelRule,
  source: Labels,
): string | undefined {
  for (const name of [from].flat()) {
    const text = source[name]?.toLowerCase();
    const value = afterDot ? text?.slice(text.lastIndexOf(".") + 1) : text;
    if (value !== undefined && Object.hasOwn(values, value)) return values[value];
  }
  return otherwise;
}
