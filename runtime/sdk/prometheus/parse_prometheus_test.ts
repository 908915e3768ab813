import assert from "node:assert/strict";
import { parsePrometheus } from "./parse_prometheus.ts";
import { PrometheusTextError } from "./prometheus_text_error.ts";
import type { PrometheusRule } from "./prometheus_text_error.ts";

const TEXT = `# HELP http_requests_total The \\"total\\" of\\nrequests, C:\\\\.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# A comment, and a Windows path with a line feed:
msdos_file_access_time_seconds{path="C:\\\\DIR\\\\F.TXT",error="not \\"found\\"\\n",} 1.458255915e9
\tmetric_without_timestamp_and_labels\t12.47
something_weird{problem="division by zero"} +Inf -3982045
# TYPE rpc summary
rpc{quantile="0.5"} 4773
rpc_sum 1.7560473e+07
rpc_count 2693
# TYPE vllm:wait histogram
vllm:wait_bucket{le="+Inf"} 2
vllm:wait_sum 1
vllm:wait_count 2
vllm:wait_max 1
`;

Deno.test("parsePrometheus reads text 0.0.4", () => {
  const metadata = { help: undefined, unit: undefined };
  assert.deepEqual(parsePrometheus(TEXT), [
    {
      name: "http_requests_total",
      type: "counter",
      help: 'The "total" of\nrequests, C:\\.',
      unit: undefined,
      samples: [
        { name: "http_requests_total", labels: { method: "post", code: "200" }, value: 1027 },
        { name: "http_requests_total", labels: { method: "post", code: "400" }, value: 3 },
      ],
    },
    {
      name: "msdos_file_access_time_seconds",
      type: "untyped",
      ...metadata,
      samples: [{
        name: "msdos_file_access_time_seconds",
        labels: { path: "C:\\DIR\\F.TXT", error: 'not "found"\n' },
        value: 1458255915,
      }],
    },
    {
      name: "metric_without_timestamp_and_labels",
      type: "untyped",
      ...metadata,
      samples: [{ name: "metric_without_timestamp_and_labels", labels: {}, value: 12.47 }],
    },
    {
      name: "something_weird",
      type: "untyped",
      ...metadata,
      samples: [{
        name: "something_weird",
        labels: { problem: "division by zero" },
        value: Infinity,
      }],
    },
    {
      name: "rpc",
      type: "summary",
      ...metadata,
      samples: [
        { name: "rpc", labels: { quantile: "0.5" }, value: 4773 },
        { name: "rpc_sum", labels: {}, value: 17560473 },
        { name: "rpc_count", labels: {}, value: 2693 },
      ],
    },
    {
      name: "vllm:wait",
      type: "histogram",
      ...metadata,
      samples: [
        { name: "vllm:wait_bucket", labels: { le: "+Inf" }, value: 2 },
        { name: "vllm:wait_sum", labels: {}, value: 1 },
        { name: "vllm:wait_count", labels: {}, value: 2 },
      ],
    },
    {
      name: "vllm:wait_max",
      type: "untyped",
      ...metadata,
      samples: [{ name: "vllm:wait_max", labels: {}, value: 1 }],
    },
  ]);
});

Deno.test("parsePrometheus reads OpenMetrics, without exemplars and timestamps", () => {
  const text = `# TYPE foo_seconds counter
# UNIT foo_seconds seconds
# HELP foo_seconds Time.
foo_seconds_total{a="#"} 17.0 1520879607.789 # {trace_id="a # b"} 0.5 1520879607.1
foo_seconds_created{a="#"} 1520430000.123
# TYPE build info
build_info{version="1"} 1
# TYPE x unknown
x 1 # {} 2
# EOF
`;
  const families = parsePrometheus(text);
  assert.deepEqual(
    families.map(({ name, type, unit, samples }) => [name, type, unit, samples.length]),
    [
      ["foo_seconds", "counter", "seconds", 2],
      ["build", "info", undefined, 1],
      ["x", "untyped", undefined, 1],
    ],
  );
  assert.deepEqual(families[0]?.samples[0], {
    name: "foo_seconds_total",
    labels: { a: "#" },
    value: 17,
  });
});

Deno.test("parsePrometheus reads values as the formats write them", () => {
  const cases: [text: string, value: number][] = [
    ["NaN", NaN],
    ["nan", NaN],
    ["Inf", Infinity],
    ["+inf", Infinity],
    ["-Infinity", -Infinity],
    ["1.", 1],
    [".5", 0.5],
    ["+1E+3", 1000],
    ["-0", -0],
  ];
  for (const [text, value] of cases) {
    assert.ok(Object.is(parsePrometheus(`x ${text}`)[0]?.samples[0]?.value, value), text);
  }
});

Deno.test("parsePrometheus names the line and the rule that it breaks", () => {
  const cases: [line: string, rule: PrometheusRule][] = [
    ["<html>", "metric_name"],
    ["1x 1", "metric_name"],
    ["a-b 1", "metric_name"],
    ['{"a.b"} 1', "metric_name"],
    ["# TYPE a-b counter", "metric_name"],
    ["# TYPE a nonsense", "metric_type"],
    ["# TYPE a toString", "metric_type"],
    ["x{a} 1", "label_name"],
    ["x{a=b} 1", "label_name"],
    ['x{a:b="c"} 1', "label_name"],
    ['x{,a="b"} 1', "label_name"],
    ["x{", "label_name"],
    ['x{a="b', "label_value"],
    ['x{a="b\\"} 1', "label_value"],
    ['x{a="b" c="d"} 1', "labels_end"],
    ['x{a="b",a="c"} 1', "duplicate_label"],
    ["x", "value"],
    ["x{}", "value"],
    ["x 0x10", "value"],
    ["x 1_000", "value"],
    ["x 1,5", "value"],
    ["x 1 soon", "timestamp"],
    ["x 1 2 3", "timestamp"],
    ["x 1 # no exemplar", "exemplar"],
  ];
  for (const [line, rule] of cases) {
    assert.throws(() => parsePrometheus(`ok 1\n${line}\nok 2\n`), (error) => {
      assert.ok(error instanceof PrometheusTextError, line);
      assert.deepEqual([error.line, error.rule], [2, rule], line);
      return true;
    });
  }
});

Deno.test("parsePrometheus refuses text behind # EOF", () => {
  assert.equal(parsePrometheus("x 1\n# EOF\n\n").length, 1);
  assert.throws(() => parsePrometheus("x 1\n# EOF\nx 2\n"), { line: 3, rule: "after_eof" });
});

Deno.test("parsePrometheus refuses more samples than it may take", () => {
  assert.equal(parsePrometheus("x 1\ny 1\n", { maxSamples: 2 }).length, 2);
  const broken = { line: 2, rule: "too_many_samples" };
  assert.throws(() => parsePrometheus("x 1\ny 1\n", { maxSamples: 1 }), broken);
});

Deno.test("parsePrometheus keeps a label that is called __proto__", () => {
  const labels = parsePrometheus('x{__proto__="a"} 1')[0]?.samples[0]?.labels ?? {};
  assert.deepEqual(Object.entries(labels), [["__proto__", "a"]]);
  assert.equal(Object.getPrototypeOf(labels), Object.prototype);
});

Deno.test("parsePrometheus takes line ends of Windows and a last line without any", () => {
  assert.deepEqual(
    parsePrometheus("# TYPE x gauge\r\nx 1\r\ny 2").map(({ name, type }) => [name, type]),
    [["x", "gauge"], ["y", "untyped"]],
  );
  assert.deepEqual(parsePrometheus(""), []);
});

Deno.test("parsePrometheus leaves out what is not wanted, unread and uncounted", () => {
  const text = `# HELP python_info Which.
# TYPE python_info gauge
python_info{broken
  python_info{broken
# TYPE python_wait histogram
python_wait_bucket{le="1"} 1
python_wait_sum nothing
untold{} soon
vllm:a{engine="0"} 1
# TYPE vllm:b counter
vllm:b_total{engine="0"} 2
`;
  const asked: string[] = [];
  const wanted = (family: string) => {
    asked.push(family);
    return family.startsWith("vllm:");
  };
  const families = parsePrometheus(text, { wanted, maxSamples: 2 });
  assert.deepEqual(
    families.map(({ name, samples }) => [name, samples.map(({ value }) => value)]),
    [["vllm:a", [1]], ["vllm:b", [2]]],
  );
  // Once a family: the samples of a histogram belong to it, whether it is wanted or not.
  assert.deepEqual(asked, ["python_info", "python_wait", "untold", "vllm:a", "vllm:b"]);
  const broken = { line: 9, rule: "value" };
  assert.throws(() => parsePrometheus(text.replace('0"} 1', '0"} x'), { wanted }), broken);
});

Deno.test("parsePrometheus asks again whose samples are after a change of type", () => {
  const cases: [text: string, families: [name: string, samples: number][]][] = [
    ["# TYPE x histogram\nx_sum 1\n# TYPE x gauge\nx_sum 2\nx_sum 3\n", [["x", 1], ["x_sum", 2]]],
    ["x_sum 1\n# TYPE x summary\nx_sum 2\nx_count 3\n", [["x_sum", 2], ["x", 1]]],
  ];
  for (const [text, families] of cases) {
    assert.deepEqual(
      parsePrometheus(text).map(({ name, samples }) => [name, samples.length]),
      families,
    );
  }
});
