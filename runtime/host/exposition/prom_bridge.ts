/** Turns what prom-client holds into families as the encoders take them. */
import type { MetricObjectWithValues, MetricValue, MetricValueWithName } from "prom-client";
import type {
  FamilyDeclaration,
  HistogramSample,
  Sample,
  ValidFamily,
  WireNumber,
} from "../../contract/metric.ts";

/** The answer of `Registry.getMetricsAsJSON()`. */
export type PromMetrics = readonly MetricObjectWithValues<MetricValue<string>>[];

/**
 * The families of the declarations, in their order; one without samples is left out. Samples are
 * in the order of their label values, whatever came first, so that the same values give the same
 * bytes.
 */
export function bridgeMetrics(
  metrics: PromMetrics,
  declarations: readonly FamilyDeclaration[],
): ValidFamily[] {
  const byName = new Map(metrics.map((metric) => [metric.name, metric]));
  return declarations.flatMap((declaration) => {
    const values = byName.get(declaration.name)?.values ?? [];
    if (values.length === 0) return [];
    const samples = declaration.type === "histogram"
      ? histogramSamples(declaration, values)
      : plainSamples(declaration, values);
    return [{ declaration, samples }];
  });
}

interface Keyed<T> {
  readonly key: string;
  readonly sample: T;
}

function plainSamples(
  { labels: names }: FamilyDeclaration,
  values: readonly MetricValue<string>[],
): Sample[] {
  return inOrder(values.map(({ labels, value }) => {
    const sample = { labels: pickLabels(names, labels), value: toWire(value) };
    return { key: keyOf(names, labels), sample };
  }));
}

interface Building {
  readonly labels: Readonly<Record<string, string>>;
  readonly buckets: (readonly [le: WireNumber, count: number])[];
  sum: number;
  count: number;
}

/** prom-client lists a histogram flat: each bucket, the sum and the count is a value by itself. */
function histogramSamples(
  { name, labels: names }: FamilyDeclaration,
  values: readonly MetricValue<string>[],
): HistogramSample[] {
  const found = new Map<string, Building>();
  for (const value of values) {
    const { metricName, labels } = value as MetricValueWithName<string>;
    const key = keyOf(names, labels);
    let building = found.get(key);
    if (!building) {
      building = { labels: pickLabels(names, labels), buckets: [], sum: 0, count: 0 };
      found.set(key, building);
    }
    if (metricName === `${name}_bucket`) {
      building.buckets.push([toBound(labels.le), value.value]);
    } else if (metricName === `${name}_sum`) building.sum = value.value;
    else building.count = value.value;
  }
  return inOrder([...found].map(([key, sample]) => ({ key, sample })));
}

function inOrder<T>(items: Keyed<T>[]): T[] {
  items.sort((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
  return items.map((item) => item.sample);
}

type PromLabels = MetricValue<string>["labels"];

function keyOf(names: readonly string[], labels: PromLabels): string {
  let key = "";
  for (const name of names) key += `${labels[name]}\u0000`;
  return key;
}

function pickLabels(names: readonly string[], labels: PromLabels): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) picked[name] = String(labels[name] ?? "");
  return picked;
}

function toBound(le: string | number | undefined): WireNumber {
  return le === "+Inf" ? "+Inf" : Number(le);
}

function toWire(value: number): WireNumber {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}
