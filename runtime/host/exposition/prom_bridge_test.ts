import assert from "node:assert/strict";
import { Gauge, Histogram, Registry } from "prom-client";
import type { FamilyDeclaration, MetricType } from "../../contract/metric.ts";
import { bridgeMetrics } from "./prom_bridge.ts";

const declare = (type: MetricType, labels: string[]): FamilyDeclaration => ({
  name: "llm_monitor_test_value_seconds",
  type,
  help: "A test.",
  labels,
});

const options = (registry: Registry, labelNames: string[]) => ({
  name: "llm_monitor_test_value_seconds",
  help: "A test.",
  labelNames,
  registers: [registry],
});

Deno.test("bridgeMetrics sorts samples by their label values", async () => {
  const registry = new Registry();
  const gauge = new Gauge(options(registry, ["a", "b"]));
  gauge.set({ b: "1", a: "y" }, 3);
  gauge.set({ a: "x", b: "2" }, 2);
  gauge.set({ a: "x", b: "1" }, 1);
  const declaration = declare("gauge", ["a", "b"]);
  assert.deepEqual(bridgeMetrics(await registry.getMetricsAsJSON(), [declaration]), [{
    declaration,
    samples: [
      { labels: { a: "x", b: "1" }, value: 1 },
      { labels: { a: "x", b: "2" }, value: 2 },
      { labels: { a: "y", b: "1" }, value: 3 },
    ],
  }]);
});

Deno.test("bridgeMetrics writes what JSON cannot carry as text", async () => {
  for (
    const [value, expected] of [[NaN, "NaN"], [Infinity, "+Inf"], [-Infinity, "-Inf"]] as const
  ) {
    const registry = new Registry();
    new Gauge(options(registry, [])).set(value);
    const [family] = bridgeMetrics(await registry.getMetricsAsJSON(), [declare("gauge", [])]);
    assert.deepEqual(family?.samples, [{ labels: {}, value: expected }]);
  }
});

Deno.test("bridgeMetrics gathers the parts of each histogram", async () => {
  const registry = new Registry();
  const histogram = new Histogram({ ...options(registry, ["a"]), buckets: [0.1, 1] });
  for (const value of [0.1, 0.5, 7]) histogram.observe({ a: "y" }, value);
  histogram.observe({ a: "x" }, 0.5);
  const [family] = bridgeMetrics(await registry.getMetricsAsJSON(), [declare("histogram", ["a"])]);
  assert.deepEqual(family?.samples, [
    { labels: { a: "x" }, buckets: [[0.1, 0], [1, 1], ["+Inf", 1]], sum: 0.5, count: 1 },
    { labels: { a: "y" }, buckets: [[0.1, 1], [1, 2], ["+Inf", 3]], sum: 7.6, count: 3 },
  ]);
});

Deno.test("bridgeMetrics leaves out families without a sample", async () => {
  const registry = new Registry();
  new Gauge(options(registry, ["a"]));
  assert.deepEqual(
    bridgeMetrics(await registry.getMetricsAsJSON(), [declare("gauge", ["a"])]),
    [],
  );
});
