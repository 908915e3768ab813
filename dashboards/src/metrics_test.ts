import assert from "node:assert/strict";
import { MetricCatalog } from "./metrics.ts";
import type { KnownFamily } from "./metrics.ts";

const family = (name: string, type: KnownFamily["type"], labels: string[] = []): KnownFamily => ({
  name,
  type,
  help: "Help.",
  labels,
  source: "plugins/x/plugin.yaml",
});

const catalog = new MetricCatalog([
  family("x_power_watts", "gauge", ["gpu"]),
  family("x_tokens_total", "counter", ["target"]),
  family("x_wait_seconds", "histogram", ["target"]),
]);

Deno.test("a family is found with its labels and those that Prometheus adds", () => {
  const series = catalog.find("x_power_watts");
  assert.deepEqual([...series?.labels ?? []], ["job", "instance", "gpu"]);
  assert.equal(series?.isCounter, false);
  assert.equal(catalog.find("x_tokens_total")?.isCounter, true);
});

Deno.test("a histogram is found by its three parts, and not by its own name", () => {
  assert.equal(catalog.find("x_wait_seconds"), undefined);
  assert(catalog.find("x_wait_seconds_bucket")?.labels.has("le"));
  assert.equal(catalog.find("x_wait_seconds_count")?.labels.has("le"), false);
  assert.equal(catalog.find("x_wait_seconds_sum")?.isCounter, true);
});

Deno.test("a misspelt name gets the nearest one, and another word none", () => {
  assert.equal(catalog.suggest("x_powr_watts"), "x_power_watts");
  assert.equal(catalog.suggest("node_cpu_seconds"), undefined);
});

Deno.test("what a recording rule writes has the labels that it keeps, and no others", () => {
  const recorded = catalog.withRecorded([family("model:x_tokens:rate5m", "recorded", ["model"])]);
  assert.deepEqual([...recorded.find("model:x_tokens:rate5m")?.labels ?? []], ["model"]);
  assert.equal(catalog.find("model:x_tokens:rate5m"), undefined);
});

Deno.test("what Prometheus writes itself is known", () => {
  assert.deepEqual([...catalog.find("up")?.labels ?? []], ["job", "instance", "rack", "via"]);
});
