import assert from "node:assert/strict";
import { FamilyReducer, listWanted } from "./family_reducer.ts";
import { counter, gauge, histogram, largest } from "./metric_mapping.ts";
import { parsePage } from "./parse_page.ts";
import type { MetricMapping } from "./metric_mapping.ts";

const MAPPING: MetricMapping = {
  id: "acme",
  prefixes: ["acme_"],
  modelLabels: ["model"],
  rows: [
    gauge("requests_running", "acme_running"),
    largest("kv_cache_usage_ratio", "acme_usage"),
    counter("requests_total", "acme_done", { where: { status: ["ok"] } }),
    histogram("request_duration_seconds", "acme_seconds"),
  ],
  derived: [{ make: "negation", to: "sleeping", of: { family: "acme_awake" } }],
};
const wanted = listWanted([MAPPING]);

function reduced(...lines: string[]): string[] {
  const reducer = new FamilyReducer(wanted);
  return (reducer.push(lines) + reducer.end()).split("\n").filter((line) => line !== "");
}

Deno.test("FamilyReducer leaves out what no mapping reads", () => {
  const reducer = new FamilyReducer(wanted);
  const text = reducer.push([
    "# HELP acme_running Requests.",
    "# TYPE acme_running gauge",
    'acme_running{model="a",key="1"} 2',
    "# TYPE python_info gauge",
    "python_info 1",
    "",
    'acme_done_total{status="ok"} 5',
    'acme_seconds_bucket{le="1.0"} 5',
    "acme_seconds_created 1.7e9",
  ]);
  assert.equal(text, "# TYPE acme_running gauge\n");
  assert.deepEqual(reducer.end().trim().split("\n"), [
    'acme_running{model="a"} 2',
    'acme_done_total{status="ok"} 5',
    'acme_seconds_bucket{le="1.0"} 5',
  ]);
});

Deno.test("FamilyReducer adds up what differs in labels alone that nobody reads", () => {
  const lines = reduced(
    'acme_done_total{key="1",model="a",status="ok"} 5',
    'acme_done_total{key="2",model="a",status="ok"} 7',
    'acme_done_total{key="2",model="a",status="bad"} 1',
    'acme_usage{key="1",model="a"} 0.25',
    'acme_usage{key="2",model="a"} 0.5',
    'acme_seconds_bucket{key="1",le="1",model="a"} 1',
    'acme_seconds_bucket{key="2",le="1",model="a"} 2',
    'acme_running{key="1",model="a"} -1',
    'acme_running{key="1",model="a"} NaN',
    'acme_awake{key="1",model="a"} 0',
    'acme_awake{key="2",model="a"} 1',
  );
  assert.deepEqual(lines, [
    // Of what is derived each sample counts.
    'acme_awake{key="1",model="a"} 0',
    'acme_awake{key="2",model="a"} 1',
    'acme_done_total{model="a",status="ok"} 12',
    'acme_done_total{model="a",status="bad"} 1',
    'acme_usage{model="a"} 0.5',
    'acme_seconds_bucket{le="1",model="a"} 3',
  ]);
});

Deno.test("FamilyReducer keeps a bound for any number of models", () => {
  const lines = Array.from({ length: 100_000 }, (_, index) => `acme_running{model="m${index}"} 1`);
  const sums = reduced(...lines);
  assert(sums.length <= 20_001, String(sums.length));
  const { families } = parsePage(sums.join("\n"), [MAPPING]);
  const total = families[0]?.samples.reduce((sum, { value }) => sum + value, 0);
  assert.equal(total, 100_000);
  assert(sums.some((line) => line.includes('model="(others)"')));
});
