import assert from "node:assert/strict";
import type { RejectReason } from "../contract/codes.ts";
import { LIMITS } from "../contract/limits.ts";
import type { FamilyDeclaration, MetricType } from "../contract/metric.ts";
import { validateResult } from "./validate_result.ts";

const declare = (type: MetricType, name: string, labels: string[] = []): FamilyDeclaration => ({
  name,
  type,
  help: "A.",
  labels,
});

const DECLARATIONS = new Map(
  [
    declare("gauge", "g", ["device"]),
    declare("gauge", "plain"),
    declare("counter", "c_total"),
    declare("info", "i_info", ["version"]),
    declare("histogram", "h"),
  ].map((declaration) => [declaration.name, declaration]),
);

/** As JSON brings it, so that `__proto__` is a key like any other. */
function validate(families: unknown, seriesLimit = 100): ReturnType<typeof validateResult> {
  const decoded = JSON.parse(JSON.stringify(families)) as unknown[];
  return validateResult(decoded, DECLARATIONS, { seriesLimit });
}

function gauge(...samples: unknown[]): unknown {
  return { name: "g", samples };
}

const histogram = (sample: Record<string, unknown>): unknown => ({
  name: "h",
  samples: [{ labels: {}, buckets: [[1, 1], ["+Inf", 2]], sum: 3, count: 2, ...sample }],
});

const on = (device: unknown) => ({ labels: { device }, value: 1 });
const buckets = (...list: unknown[]) => histogram({ buckets: list });
const plain = (value: unknown) => ({ name: "plain", samples: [{ labels: {}, value }] });
const counter = (value: unknown) => ({ name: "c_total", samples: [{ labels: {}, value }] });
const forged = '1\nllm_monitor_plugin_up{plugin="other"} 1';
const proto = JSON.parse('{"labels": {"__proto__": "x"}, "value": 1}');

Deno.test("validateResult refuses one family for a wrong value and keeps the others", () => {
  const cases: [title: string, family: unknown, reason: RejectReason][] = [
    ["undeclared", { name: "other", samples: [] }, "family_not_declared"],
    ["undeclared prototype name", { name: "__proto__", samples: [] }, "family_not_declared"],
    ["sample that is no object", gauge(1), "family_shape"],
    ["sample without labels", gauge({ value: 1 }), "family_shape"],
    ["missing label", gauge({ labels: {}, value: 1 }), "label_set"],
    ["label too many", gauge({ labels: { device: "a", x: "b" }, value: 1 }), "label_set"],
    ["other label", gauge({ labels: { toString: "a" }, value: 1 }), "label_set"],
    ["label __proto__", gauge(proto), "label_set"],
    ["label that is no text", gauge(on(1)), "label_value"],
    ["label too long", gauge(on("x".repeat(LIMITS.labelValueBytes + 1))), "label_value"],
    ["label too long in bytes", gauge(on("\u20ac".repeat(400))), "label_value"],
    ["lone surrogate", gauge(on("\ud800")), "label_value"],
    ["control character", gauge(on("a\rb")), "label_value"],
    ["duplicate series", gauge(on("a"), on("a")), "duplicate_series"],
    ["text as value", plain("1"), "value_type"],
    ["forged line as value", plain(forged), "value_type"],
    ["null as value", plain(null), "value_type"],
    ["negative counter", counter(-1), "counter_negative"],
    ["counter NaN", counter("NaN"), "value_not_finite"],
    ["counter +Inf", counter("+Inf"), "value_not_finite"],
    ["info that is not 1", {
      name: "i_info",
      samples: [{ labels: { version: "1" }, value: 2 }],
    }, "info_value"],
    ["no buckets", histogram({ buckets: [] }), "histogram_buckets"],
    ["no last bucket", buckets([1, 2]), "histogram_buckets"],
    ["bounds that descend", buckets([2, 1], [1, 1], ["+Inf", 2]), "histogram_buckets"],
    ["equal bounds", buckets([1, 1], [1, 1], ["+Inf", 2]), "histogram_buckets"],
    ["bound NaN", buckets(["NaN", 1], ["+Inf", 2]), "histogram_buckets"],
    ["forged bound", buckets([forged, 1], ["+Inf", 2]), "histogram_buckets"],
    ["not cumulative", buckets([1, 2], [2, 1], ["+Inf", 2]), "histogram_buckets"],
    ["last is not count", histogram({ count: 3 }), "histogram_buckets"],
    [
      "too many buckets",
      buckets(...Array.from({ length: LIMITS.bucketsPerHistogram + 1 }, (_, i) => [i, 0])),
      "histogram_buckets",
    ],
    ["sum that is text", histogram({ sum: forged }), "family_shape"],
    ["histogram with a forged value", histogram({ value: forged }), "family_shape"],
  ];
  for (const [title, family, reason] of cases) {
    const good = { name: "i_info", samples: [{ labels: { version: "1" }, value: 1 }] };
    const isInfo = (family as { name: string }).name === "i_info";
    const result = validate(isInfo ? [family] : [family, good]);
    assert.ok(result.ok, title);
    assert.deepEqual(result.rejected.map((one) => one.reason), [reason], title);
    assert.equal(result.families.length, isInfo ? 0 : 1, title);
    assert.equal(result.series, isInfo ? 0 : 1, title);
  }
});

Deno.test("validateResult refuses the whole result for a wrong structure", () => {
  const cases: [title: string, families: unknown[], reason: RejectReason][] = [
    ["no object", [1], "result_shape"],
    ["array", [[]], "result_shape"],
    ["null", [null], "result_shape"],
    ["no name", [{ samples: [] }], "result_shape"],
    ["no samples", [{ name: "g" }], "result_shape"],
    ["samples that are no array", [{ name: "g", samples: { length: 1 } }], "result_shape"],
    ["a family twice", [gauge(), gauge()], "duplicate_family"],
    ["an undeclared family twice", [
      { name: "x", samples: [] },
      { name: "x", samples: [] },
    ], "duplicate_family"],
    ["too many series", [gauge(on("a"), on("b"), on("c"), on("d"))], "too_many_series"],
    [
      "too many families",
      Array.from({ length: LIMITS.families + 1 }, (_, i) => ({ name: `n${i}`, samples: [] })),
      "too_many_series",
    ],
  ];
  for (const [title, families, reason] of cases) {
    const result = validate(families, 3);
    assert.ok(!result.ok, title);
    assert.equal(result.reason, reason, title);
  }
});

Deno.test("validateResult counts the parts of a histogram as series", () => {
  const result = validate([histogram({}), gauge(on("a"), on("b"))]);
  assert.ok(result.ok);
  assert.deepEqual(result.rejected, []);
  assert.equal(result.series, 4 + 2);
});

Deno.test("validateResult takes numbers that JSON cannot carry in gauges", () => {
  for (const value of ["NaN", "+Inf", "-Inf", 0, -1.5]) {
    const result = validate([plain(value)]);
    assert.ok(result.ok && result.families.length === 1, String(value));
  }
});

Deno.test("validateResult takes line feeds in labels, which the encoders escape", () => {
  const result = validate([gauge(on("a\nb"))]);
  assert.ok(result.ok && result.families.length === 1);
});

Deno.test("validateResult shortens the names and labels that it shows", () => {
  const result = validate([{ name: "x".repeat(10_000), samples: [] }]);
  assert.ok(result.ok);
  assert.ok((result.rejected[0]?.message.length ?? Infinity) < 200);
});

Deno.test("validateResult refuses a small result that comes to a large text", () => {
  const labels = Array.from({ length: 20 }, (_, index) => `label_${index}`);
  const declarations = new Map([["h", declare("histogram", "h", labels)]]);
  const bounds = Array.from({ length: 99 }, (_, index) => [index, 1]);
  const makeSample = (index: number) => ({
    labels: Object.fromEntries(labels.map((label) => [label, `${index}`.padEnd(1_000, "x")])),
    buckets: [...bounds, ["+Inf", 1]],
    sum: 1,
    count: 1,
  });
  const family = (count: number) => [
    { name: "h", samples: Array.from({ length: count }, (_, index) => makeSample(index)) },
  ];
  const limits = { seriesLimit: 200_000 };
  // A sample of 20 KB is shown on 102 lines.
  assert.equal(validateResult(family(3), declarations, limits).ok, true);
  const refused = validateResult(family(48), declarations, limits);
  assert.equal(!refused.ok && refused.reason, "result_too_large");
});
