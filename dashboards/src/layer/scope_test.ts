import assert from "node:assert/strict";
import { MetricCatalog } from "../metrics.ts";
import { scopeQuery } from "./scope.ts";

const catalog = new MetricCatalog([
  { name: "x_total", type: "counter", help: "", labels: ["target"], source: "x" },
]);
const scope = new Map([["job", 'job=~"$job"'], ["target", 'target=~"$target"']]);
const scoped = (expr: string, ignores: string[] = []) =>
  scopeQuery(expr, { scope, catalog, ignores });

Deno.test("every selector gets the matchers whose labels its metric has", () => {
  assert.equal(
    scoped("rate(x_total[5m]) + up"),
    'rate(x_total{job=~"$job", target=~"$target"}[5m]) + up{job=~"$job"}',
  );
});

Deno.test("matchers that are there stay, and win over those of the board", () => {
  assert.equal(scoped('x_total{target="a"}'), 'x_total{job=~"$job", target="a"}');
  assert.equal(scoped("up{}"), 'up{job=~"$job"}');
});

Deno.test("a query can leave a matcher out", () => {
  assert.equal(scoped("x_total", ["target"]), 'x_total{job=~"$job"}');
});

Deno.test("a metric that nobody knows gets none", () => {
  assert.equal(scoped("unknown"), "unknown");
});
