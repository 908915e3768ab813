import assert from "node:assert/strict";
import fc from "fast-check";
import type {
  FamilyDeclaration,
  HistogramSample,
  MetricType,
  Sample,
  ValidFamily,
} from "../../contract/metric.ts";
import { openMetricsName } from "../../contract/metric_name.ts";
import { encodeOpenMetrics } from "../../metrics/encode_openmetrics.ts";
import { encodeText } from "../../metrics/encode_text.ts";
import { toNumber } from "../../metrics/wire_number.ts";
import { wireNumber } from "../family_set.ts";
import { histogramsOf } from "../prometheus/histograms_of.ts";
import { parsePrometheus } from "../prometheus/parse_prometheus.ts";
import type { ParsedFamily } from "../prometheus/parse_prometheus.ts";

const LABELS = ["a", "b"];
const NAMES = { gauge: "g_bytes", counter: "c_total", info: "i_info", histogram: "h_seconds" };

const value = fc.double().map(wireNumber);
// Whatever may stand in a label value, and often what has to be escaped.
const labelValue = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("\\", '"', "\n", "n", ",", "}", "#", " ", "=") }),
);
const labels = fc.record({ a: labelValue, b: labelValue }, { noNullPrototype: true });

const sample = (type: MetricType): fc.Arbitrary<Sample> => {
  const values = {
    gauge: value,
    histogram: value,
    counter: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    info: fc.constant(1),
  };
  return fc.record({ labels, value: values[type] }, { noNullPrototype: true });
};

const histogramSample: fc.Arbitrary<HistogramSample> = fc.tuple(
  labels,
  fc.uniqueArray(fc.double({ noNaN: true, noDefaultInfinity: true }).map((le) => le + 0)),
  fc.array(fc.nat(1e9), { minLength: 20, maxLength: 20 }),
  value,
).map(([labels, bounds, counts, sum]) => {
  const cumulative = counts.toSorted((a, b) => a - b).slice(-bounds.length - 1);
  const ascending = bounds.toSorted((a, b) => a - b);
  const buckets = [...ascending, Infinity].map((le, index) =>
    [wireNumber(le), cumulative[index] ?? cumulative.at(-1) ?? 0] as const
  );
  return { labels, buckets, sum, count: buckets.at(-1)?.[1] ?? 0 };
});

function familyOf(type: MetricType): fc.Arbitrary<ValidFamily> {
  const one: fc.Arbitrary<Sample | HistogramSample> = type === "histogram"
    ? histogramSample
    : sample(type);
  const samples = fc.uniqueArray(one, {
    minLength: 1,
    selector: (item) => JSON.stringify([item.labels.a, item.labels.b]),
  });
  // A text's lines are trimmed, so a help that begins or ends with blanks is not kept.
  return fc.tuple(samples, fc.string({ unit: "grapheme" }).map((text) => `A${text}.`))
    .map(([samples, help]) => ({
      declaration: { name: NAMES[type], type, help, labels: LABELS },
      samples,
    }));
}

const families = fc.tuple(
  familyOf("counter"),
  familyOf("gauge"),
  familyOf("histogram"),
  familyOf("info"),
);

type Row = readonly [labels: string, ...values: unknown[]];

/** Renders a family in an order of its own. -0 is written as 0. */
function rowsOf(samples: readonly (Sample | HistogramSample)[]): Row[] {
  return inOrder(samples.map((item): Row => {
    const key = keyOf(item.labels);
    if ("value" in item) return [key, toNumber(item.value) + 0];
    const buckets = item.buckets.map(([le, count]) => [toNumber(le) + 0, count]);
    return [key, buckets, toNumber(item.sum) + 0, item.count];
  }));
}

function parsedRows(family: ParsedFamily): Row[] {
  if (family.type !== "histogram") {
    return inOrder(family.samples.map(({ labels, value }): Row => [keyOf(labels), value]));
  }
  return inOrder(
    histogramsOf(family).map(({ labels, value: { buckets, sum, count } }): Row => [
      keyOf(labels),
      buckets,
      sum,
      count,
    ]),
  );
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(LABELS.map((name) => labels[name]));
}

function inOrder(rows: readonly Row[]): Row[] {
  return rows.toSorted(([a], [b]) => a < b ? -1 : 1);
}

const FORMATS: readonly [
  title: string,
  encode: (families: readonly ValidFamily[]) => string,
  nameOf: (declaration: FamilyDeclaration) => string,
  infoType: string,
][] = [
  ["encodeText", encodeText, ({ name }) => name, "gauge"],
  ["encodeOpenMetrics", encodeOpenMetrics, openMetricsName, "info"],
];

for (const [title, encode, nameOf, infoType] of FORMATS) {
  Deno.test(`parsePrometheus reads what ${title} writes, every number exactly`, () => {
    fc.assert(fc.property(families, (list) => {
      const parsed = parsePrometheus(encode(list));
      assert.equal(parsed.length, list.length);
      for (const { declaration, samples } of list) {
        const family = parsed.find(({ name }) => name === nameOf(declaration));
        assert.ok(family);
        assert.equal(family.type, declaration.type === "info" ? infoType : declaration.type);
        assert.equal(family.help, declaration.help);
        assert.deepEqual(parsedRows(family), rowsOf(samples));
      }
    }));
  });
}

Deno.test("parsePrometheus reads any text, or names the line that it cannot read", () => {
  const pieces = fc.constantFrom("# ", "TYPE ", "x", "{", "}", '"', "\\", "=", ",", "1", " ", "\n");
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.array(pieces).map((all) => all.join(""))), (text) => {
      try {
        parsePrometheus(text);
      } catch (error) {
        assert.equal((error as Error).name, "PrometheusTextError");
      }
    }),
  );
});
