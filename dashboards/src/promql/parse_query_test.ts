import assert from "node:assert/strict";
import { fillVariables } from "./fill_variables.ts";
import { parseQuery } from "./parse_query.ts";

Deno.test("selectors are told with their matchers, windows and functions", () => {
  const { selectors, errors } = parseQuery(
    'sum by (a) (rate(x_total{state="down", job=~"$job"}[$__rate_interval])) / y',
  );
  assert.deepEqual(errors, []);
  assert.deepEqual(selectors.map(({ metric, window, call }) => ({ metric, window, call })), [
    { metric: "x_total", window: "$__rate_interval", call: "rate" },
    { metric: "y", window: undefined, call: undefined },
  ]);
  assert.deepEqual(
    selectors[0]?.matchers.map(({ label, operator, value }) => [label, operator, value]),
    [["state", "=", "down"], ["job", "=~", "$job"]],
  );
});

Deno.test("a metric that is named by a matcher is one, too", () => {
  assert.equal(parseQuery('{__name__="up"}').selectors[0]?.metric, "up");
});

Deno.test("an offset or a fixed time does not hide the function", () => {
  assert.equal(parseQuery("rate(x_total[5m] @ end())").selectors[0]?.call, "rate");
  assert.equal(parseQuery("rate(x_total[5m] offset 1h)").selectors[0]?.call, "rate");
});

Deno.test("labels of groupings and joins are told", () => {
  const { labels } = parseQuery("sum by (a) (x) * on (b) group_left (c) y");
  assert.deepEqual(labels.map(({ label }) => label), ["a", "b", "c"]);
});

Deno.test("what is no PromQL is told with its position", () => {
  assert.deepEqual(parseQuery("sum(x").errors, [5]);
  assert.notEqual(parseQuery('x{a="b"').errors.length, 0);
});

Deno.test("fallbacks that hide a missing series are found, and others are not", () => {
  assert.equal(parseQuery("count(x == 0) or vector(0)").fallbacks.length, 1);
  assert.equal(parseQuery("count(x == 0) or (vector(0))").fallbacks.length, 1);
  assert.equal(parseQuery("x or y").fallbacks.length, 0);
});

Deno.test("windows of subqueries are told", () => {
  assert.deepEqual(
    parseQuery("max_over_time(x[1h:1m])").subqueries.map(({ window }) => window),
    ["1h"],
  );
});

Deno.test("variables become durations and numbers of the same length, and strings stay", () => {
  const query =
    'rate(x{a="$a"}[$__rate_interval]) * $price + ${price:raw} + sum_over_time(x[$__range:5m])';
  const filled = fillVariables(query);
  assert.equal(filled.length, query.length);
  assert(filled.includes('{a="$a"}[5m '));
  assert(filled.endsWith("[5m      :5m])"), filled);
  assert(!filled.includes("$price") && !filled.includes("${"));
});
