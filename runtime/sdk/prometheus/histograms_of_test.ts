import assert from "node:assert/strict";
import { histogramsOf } from "./histograms_of.ts";
import type { LabelledHistogram } from "./histograms_of.ts";
import { parsePrometheus } from "./parse_prometheus.ts";

function read(...lines: string[]): LabelledHistogram[] {
  const [family] = parsePrometheus(["# TYPE x histogram", ...lines].join("\n"));
  assert.ok(family);
  return histogramsOf(family);
}

Deno.test("histogramsOf puts samples together by their labels, bounds ascending", () => {
  assert.deepEqual(
    read(
      'x_bucket{a="1",b="2",le="+Inf"} 3',
      'x_bucket{le="0.5",b="2",a="1"} 1',
      'x_bucket{a="2",b="2",le="+Inf"} 1',
      'x_sum{b="2",a="1"} 7',
      'x_count{a="1",b="2"} 3',
      'x_created{a="1",b="2"} 1520430000',
      'x_sum{a="2",b="2"} 4',
      'x_count{a="2",b="2"} 1',
    ),
    [
      {
        labels: { a: "1", b: "2" },
        value: { buckets: [[0.5, 1], [Infinity, 3]], sum: 7, count: 3 },
      },
      { labels: { a: "2", b: "2" }, value: { buckets: [[Infinity, 1]], sum: 4, count: 1 } },
    ],
  );
});

Deno.test("histogramsOf makes up nothing for what is missing", () => {
  const cases: [lines: string[], value: LabelledHistogram["value"] | undefined][] = [
    [['x_bucket{le="1"} 1', 'x_bucket{le="+Inf"} 2'], {
      buckets: [[1, 1], [Infinity, 2]],
      sum: NaN,
      count: 2,
    }],
    [['x_bucket{le="1"} 1', "x_sum 1", "x_count 2"], { buckets: [[1, 1]], sum: 1, count: 2 }],
    [["x_sum 1", "x_count 2"], { buckets: [], sum: 1, count: 2 }],
    [['x_bucket{le="1"} 1', "x_sum 1"], undefined],
    [["x_sum 1"], undefined],
  ];
  for (const [lines, value] of cases) {
    assert.deepEqual(read(...lines), value ? [{ labels: {}, value }] : [], lines.join());
  }
});

Deno.test("histogramsOf refuses a bucket without a number as its bound", () => {
  for (const line of ['x_bucket{le="big"} 1', 'x_bucket{le="NaN"} 1', "x_bucket 1"]) {
    assert.throws(() => read(line), /Cannot group the buckets "x_bucket": le is/, line);
  }
});
