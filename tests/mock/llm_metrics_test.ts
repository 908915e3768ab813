import assert from "node:assert/strict";
import { histogramsOf, parsePrometheus } from "@llm-monitor/sdk";
import { Buckets } from "../../mock/llm/exposition/buckets.ts";
import { DIALECTS, writeFamilies } from "../../mock/llm/exposition/write.ts";
import { makeModel, ScriptedEngine } from "./scripted_engine.ts";
import { allFaces, finishSome, metricsPath, withLlm } from "./llm_servers.ts";

Deno.test("each library writes numbers, labels and sums in its own way", () => {
  const families = [
    {
      name: "x_total",
      type: "counter",
      help: "Things",
      samples: [{ labels: { b: 'q"\\', a: "1" }, value: 12_345_678 }],
    },
    {
      name: "y",
      type: "histogram",
      help: "Times",
      samples: [{ labels: { z: "1" }, bounds: [0.5, 1], counts: [1, 0, 2], sum: 7 }],
    },
  ] as const;
  assert.equal(
    writeFamilies(families, DIALECTS.python, 0),
    "# HELP x_total Things\n# TYPE x_total counter\n" +
      'x_total{a="1",b="q\\"\\\\"} 1.2345678e+07\n' +
      "# HELP y Times\n# TYPE y histogram\n" +
      'y_bucket{le="0.5",z="1"} 1.0\ny_bucket{le="1.0",z="1"} 1.0\ny_bucket{le="+Inf",z="1"} 3.0\n' +
      'y_count{z="1"} 3.0\ny_sum{z="1"} 7.0\n',
  );
  const created = writeFamilies(families.slice(0, 1), DIALECTS["python with created"], 5);
  assert.match(created, /# TYPE x_created gauge\nx_created\{a="1",b="q\\"\\\\"\} 5.0\n$/);
  assert.match(writeFamilies(families, DIALECTS.cpp, 0), /12345678\n[^]*y_sum\{z="1"\} 7\ny_count/);
  assert.match(
    writeFamilies(families, DIALECTS.go, 0),
    /1.2345678e\+07\n[^]*y_bucket\{z="1",le="1"\} 1\n/,
  );
});

Deno.test("Buckets counts a value at the first bound that is not below it", () => {
  const buckets = new Buckets([1, 2, 5]);
  for (const value of [0, 1, 1.5, 5, 6]) buckets.observe(value);
  assert.deepEqual(buckets.counts, [2, 1, 1, 1]);
  assert.equal(buckets.sum, 13.5);
});

for (const { engine, variant } of allFaces()) {
  const path = metricsPath(engine, variant);
  const name = variant === undefined ? engine : `${engine} (${variant})`;
  if (path === undefined) continue;

  Deno.test(`the metrics of ${name} are read whole, each series once, and begin anew with it`, () => {
    const models = ["example/model-a", "example/model-b"].map((name) => makeModel({ name }));
    const engineView = new ScriptedEngine(engine, models);
    const options = variant === undefined ? {} : { variant };
    return withLlm(engineView, options, async ({ view, askMetrics }) => {
      for (const { name } of models) finishSome(view, name);
      const read = async () => parsePrometheus(await (await askMetrics(path)).text());
      const families = await read();
      assert(families.length >= 3, families.map((family) => family.name).join());
      const series = families.flatMap(({ samples }) =>
        samples.map(({ name, labels }) => JSON.stringify([name, Object.entries(labels).sort()]))
      );
      assert.equal(new Set(series).size, series.length);
      assert(families.every(({ type }) => type !== "untyped"), "a type is missing");
      for (const family of families.filter(({ type }) => type === "histogram")) {
        for (const { value: { buckets, count } } of histogramsOf(family)) {
          const counts = buckets.map(([, sum]) => sum);
          assert.deepEqual(counts, counts.toSorted((a, b) => a - b), family.name);
          assert.equal(counts.at(-1), count, family.name);
        }
      }
      const sums = (all: typeof families) =>
        all.filter(({ type, name }) =>
          (type === "counter" || type === "histogram") && /token|request/.test(name)
        ).flatMap(({ samples }) => samples.map(({ value }) => value)).reduce((a, b) => a + b, 0);
      const before = sums(families);
      view.restart();
      view.runningRequests = 0;
      view.waitingRequests = 0;
      assert(before > 0 && sums(await read()) === 0, "what was counted is not 0 again");
    });
  });
}

Deno.test("metrics that their operator left off are not there, in each engine's way", async () => {
  const cases: [string, string, number][] = [
    ["sglang", "/metrics", 404],
    ["llamacpp", "/metrics", 501],
    ["litellm", "/metrics/", 404],
    ["lmdeploy", "/metrics", 404],
    ["trtllm", "/prometheus/metrics", 404],
    ["triton", "/metrics", 404],
    ["vllm", "/metrics", 200],
  ];
  for (const [engine, path, status] of cases) {
    await withLlm(engine, { hasMetrics: false }, async ({ askMetrics }) => {
      const response = await askMetrics(path);
      assert.equal(response.status, status, engine);
      assert.doesNotMatch(await response.text(), /vllm:/);
    });
  }
});

Deno.test("llama.cpp's averages are over the time since anybody's last look", () =>
  withLlm("llamacpp", {}, async ({ view, ask }) => {
    const rate = async () => {
      const text = await (await ask("/metrics")).text();
      return Number(/^llamacpp:predicted_tokens_seconds (.*)$/m.exec(text)?.[1]);
    };
    finishSome(view);
    assert(await rate() > 0);
    assert.equal(await rate(), 0);
  }));
