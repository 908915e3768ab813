import assert from "node:assert/strict";
import type { Answer } from "../dashboards/ask_board.ts";
import { chooseMoment, comparePoints } from "./compare_points.ts";

const SAMPLES = { scrapeIntervalSeconds: 60, beginnings: [1_000] };

function answer(expr: string, values: readonly (readonly [number, string])[]): Answer {
  return { question: "q", expr, hasData: true, series: [{ metric: { a: "b" }, values }] };
}

Deno.test("a query is asked where both stores see the same samples", () => {
  assert.equal(chooseMoment("sum(up)"), "at a scrape");
  assert.equal(chooseMoment("sum(rate(x_total[5m]))"), "at a scrape");
  assert.equal(chooseMoment("max_over_time(x[5m])"), "between scrapes");
  assert.equal(chooseMoment("rate(x_total[5m]) / avg_over_time(y[5m])"), "never");
});

Deno.test("values and points that one store alone has are told", () => {
  const one = answer("x", [[2_000, "1"], [2_060, "2"], [2_120, "NaN"]]);
  assert.deepEqual(comparePoints(one, one, SAMPLES), { compared: 2, differences: [] });
  const other = answer("x", [[2_000, "1.001"], [2_180, "3"]]);
  assert.deepEqual(comparePoints(one, other, SAMPLES).differences, [
    'q: [["a","b"]] at 2000 is 1 and 1.001',
    'q: [["a","b"]] at 2060 is 2 and absent',
    'q: [["a","b"]] at 2180 is absent and 3',
  ]);
});

Deno.test("steps are compared where the window lies within the samples, or is long", () => {
  const compare = (expr: string) =>
    comparePoints(
      answer(expr, [[1_100, "1"], [1_400, "1"]]),
      answer(expr, [[1_100, "1.005"], [1_400, "1"]]),
      SAMPLES,
    );
  assert.deepEqual(compare("rate(x[5m])"), { compared: 1, differences: [] });
  assert.deepEqual(compare("rate(x[1d])"), { compared: 2, differences: [] });
  assert.equal(compare("x").differences.length, 1);
});

Deno.test("an error of either store is a difference", () => {
  const failed: Answer = { question: "q", hasData: false, error: "no" };
  assert.deepEqual(comparePoints(answer("x", []), failed, SAMPLES).differences, ["q: no"]);
});
