import assert from "node:assert/strict";
import fc from "fast-check";
import { histogramsOf } from "../../runtime/sdk/prometheus/histograms_of.ts";
import type { LabelledHistogram } from "../../runtime/sdk/prometheus/histograms_of.ts";
import type { ParsedFamily } from "../../runtime/sdk/prometheus/parse_prometheus.ts";
import { naiveHistograms } from "../support/naive_histograms.ts";

/** Few values, so that samples meet: in order and not, with bounds twice, missing or no numbers. */
const bound = fc.constantFrom("0.5", "1", "1.0", "2.5e+01", "+Inf");
const labels = fc.record({
  engine: fc.constantFrom("0", "1"),
  le: fc.oneof({ weight: 99, arbitrary: bound }, fc.constantFrom("", "NaN", "x")),
  model: fc.constantFrom("a", "b"),
  ["__proto__"]: fc.constant("a"),
}, { requiredKeys: [] });
const sample = fc.record({
  name: fc.constantFrom(
    ...["x_bucket", "x_bucket", "x_bucket", "x_sum", "x_count", "x_created", "x"],
  ),
  labels: fc.tuple(labels, bound, fc.boolean(), fc.integer({ min: 0, max: 19 })).map(
    ([own, le, isTurned, isBroken]) => {
      const whole = isBroken === 0 ? own : { ...own, le };
      const entries = Object.entries(whole);
      return Object.fromEntries(isTurned ? entries.reverse() : entries);
    },
  ),
  value: fc.oneof(fc.nat(9), fc.constant(NaN)),
});
const family = fc.array(sample, { maxLength: 12 }).map((samples): ParsedFamily => ({
  name: "x",
  type: "histogram",
  help: undefined,
  unit: undefined,
  samples,
}));

function verdict(group: () => readonly LabelledHistogram[]): unknown {
  try {
    return group();
  } catch (error) {
    assert.ok(error instanceof Error);
    return error.message;
  }
}

Deno.test("histogramsOf makes of any samples what the naive grouping makes", () => {
  fc.assert(fc.property(family, (one) => {
    assert.deepEqual(verdict(() => histogramsOf(one)), verdict(() => naiveHistograms(one)));
  }));
});
