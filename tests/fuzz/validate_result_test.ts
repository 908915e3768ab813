import assert from "node:assert/strict";
import fc from "fast-check";
import type { FamilyDeclaration } from "../../runtime/contract/metric.ts";
import { encodeOpenMetrics } from "../../runtime/metrics/encode_openmetrics.ts";
import { encodeText } from "../../runtime/metrics/encode_text.ts";
import { validateResult } from "../../runtime/metrics/validate_result.ts";
import { parsePrometheus } from "../../runtime/sdk/prometheus/parse_prometheus.ts";

const DECLARATIONS: FamilyDeclaration[] = [
  { name: "llm_monitor_a_value_ratio", type: "gauge", help: "A.", labels: ["x", "y"] },
  { name: "llm_monitor_a_runs_total", type: "counter", help: "B\n\\.", labels: [] },
  { name: "llm_monitor_a_wait_seconds", type: "histogram", help: "C.", labels: ["x"] },
  { name: "llm_monitor_a_info", type: "info", help: "D.", labels: ["x"] },
];
const BY_NAME = new Map(DECLARATIONS.map((declaration) => [declaration.name, declaration]));

/** Results that are wrong in some places and right in most. */
const label = fc.oneof(fc.string({ unit: "binary" }), fc.constant("a"), fc.jsonValue());
const value = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom("NaN", "+Inf", "-Inf", "1", null),
);
const bucket = fc.tuple(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant("+Inf")), fc.nat(9));
const sample = fc.record({
  labels: fc.oneof(
    fc.record({ x: label, y: label }),
    fc.record({ x: label }),
    fc.constant({}),
    fc.jsonValue(),
  ),
  value,
  buckets: fc.array(bucket, { maxLength: 4 }),
  sum: value,
  count: fc.nat(9),
}, { requiredKeys: ["labels"] });
const family = fc.record({
  name: fc.oneof(fc.constantFrom(...BY_NAME.keys()), fc.string()),
  samples: fc.oneof(fc.array(sample, { maxLength: 5 }), fc.jsonValue()),
});
const result = fc.array(fc.oneof({ weight: 9, arbitrary: family }, fc.jsonValue()), {
  maxLength: 5,
}).map((families) => JSON.parse(JSON.stringify(families)) as unknown[]);

Deno.test("whatever a plugin returns, what is published holds its declared names alone", () => {
  fc.assert(fc.property(result, (families) => {
    const verdict = validateResult(families, BY_NAME, { seriesLimit: 100 });
    if (!verdict.ok) return assert.ok(verdict.message);
    const text = encodeText(verdict.families);
    assert.ok(verdict.chars >= text.length, `${verdict.chars} for ${text.length}`);
    for (const line of text.split("\n").filter((one) => one !== "")) {
      assert.match(line, /^(# (HELP|TYPE) )?llm_monitor_a_[a-z_]+[ {]/);
    }
    const published = verdict.families.filter(({ samples }) => samples.length > 0);
    for (
      const parsed of [
        parsePrometheus(text),
        parsePrometheus(`${encodeOpenMetrics(verdict.families)}# EOF\n`),
      ]
    ) {
      assert.equal(parsed.length, published.length);
    }
  }));
});
