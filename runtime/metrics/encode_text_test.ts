import assert from "node:assert/strict";
import type { MetricType, Sample, ValidFamily } from "../contract/metric.ts";
import { encodeOpenMetrics } from "./encode_openmetrics.ts";
import { encodeText } from "./encode_text.ts";

const family = (
  type: MetricType,
  name: string,
  samples: ValidFamily["samples"],
  labels: readonly string[] = Object.keys(samples[0]?.labels ?? {}),
): ValidFamily => ({
  declaration: { name, type, help: `Help of "${type}", C:\\\nmore.`, labels },
  samples,
});

const at = (device: string, mode: string, value: Sample["value"]): Sample => ({
  labels: { mode, device },
  value,
});

const FAMILIES: readonly ValidFamily[] = [
  family("histogram", "h_seconds", [{
    labels: { a: "x" },
    buckets: [[0.5, 1], [1, 2], [1e21, 2], ["+Inf", 3]],
    sum: 4.5,
    count: 3,
  }]),
  family("gauge", "empty_bytes", []),
  family("info", "i_info", [{ labels: { version: "1.0" }, value: 1 }]),
  family("counter", "c_seconds_total", [{ labels: {}, value: 1.5 }]),
  family(
    "gauge",
    "g",
    [at("sdb", "r", "NaN"), at('s"d\\a\n', "w", "+Inf"), at("sda", "w", -1), at("sda", "r", 0)],
    ["device", "mode"],
  ),
];

const TEXT = `# HELP c_seconds_total Help of "counter", C:\\\\\\nmore.
# TYPE c_seconds_total counter
c_seconds_total 1.5
# HELP g Help of "gauge", C:\\\\\\nmore.
# TYPE g gauge
g{device="s\\"d\\\\a\\n",mode="w"} +Inf
g{device="sda",mode="r"} 0
g{device="sda",mode="w"} -1
g{device="sdb",mode="r"} NaN
# HELP h_seconds Help of "histogram", C:\\\\\\nmore.
# TYPE h_seconds histogram
h_seconds_bucket{a="x",le="0.5"} 1
h_seconds_bucket{a="x",le="1.0"} 2
h_seconds_bucket{a="x",le="1e+21"} 2
h_seconds_bucket{a="x",le="+Inf"} 3
h_seconds_sum{a="x"} 4.5
h_seconds_count{a="x"} 3
# HELP i_info Help of "info", C:\\\\\\nmore.
# TYPE i_info gauge
i_info{version="1.0"} 1
`;

const OPENMETRICS = `# TYPE c_seconds counter
# UNIT c_seconds seconds
# HELP c_seconds Help of \\"counter\\", C:\\\\\\nmore.
c_seconds_total 1.5
# TYPE g gauge
# HELP g Help of \\"gauge\\", C:\\\\\\nmore.
g{device="s\\"d\\\\a\\n",mode="w"} +Inf
g{device="sda",mode="r"} 0
g{device="sda",mode="w"} -1
g{device="sdb",mode="r"} NaN
# TYPE h_seconds histogram
# UNIT h_seconds seconds
# HELP h_seconds Help of \\"histogram\\", C:\\\\\\nmore.
h_seconds_bucket{a="x",le="0.5"} 1
h_seconds_bucket{a="x",le="1.0"} 2
h_seconds_bucket{a="x",le="1e+21"} 2
h_seconds_bucket{a="x",le="+Inf"} 3
h_seconds_sum{a="x"} 4.5
h_seconds_count{a="x"} 3
# TYPE i info
# HELP i Help of \\"info\\", C:\\\\\\nmore.
i_info{version="1.0"} 1
`;

Deno.test("encodeText writes families and samples in order, none that is empty", () => {
  assert.equal(encodeText(FAMILIES), TEXT);
});

Deno.test("encodeOpenMetrics names families without the endings of their samples", () => {
  assert.equal(encodeOpenMetrics(FAMILIES), OPENMETRICS);
});

Deno.test("the encoders give the same bytes whatever the order of the values", () => {
  const backwards = FAMILIES.toReversed().map(({ declaration, samples }) => ({
    declaration,
    samples: samples.toReversed(),
  }));
  assert.equal(encodeText(backwards), TEXT);
  assert.equal(encodeOpenMetrics(backwards), OPENMETRICS);
});

Deno.test("a bound has the same spelling in both formats", () => {
  const parseBounds = (text: string) => [...text.matchAll(/le="([^"]+)"/g)].map(([, le]) => le);
  const bounds = parseBounds(encodeText(FAMILIES));
  assert.deepEqual(bounds, ["0.5", "1.0", "1e+21", "+Inf"]);
  assert.deepEqual(parseBounds(encodeOpenMetrics(FAMILIES)), bounds);
});
