import assert from "node:assert/strict";
import type { MetricType, ValidFamily } from "../../contract/metric.ts";
import type { View } from "../../contract/view.ts";
import { readView } from "./read_view.ts";
import type { EarlierValues } from "./read_view.ts";

type Samples = readonly (readonly [labels: Record<string, string>, value: number])[];

function family(name: string, samples: Samples, type: MetricType = "gauge"): ValidFamily {
  return {
    declaration: { name, type, help: "", labels: [] },
    samples: samples.map(([labels, value]) => ({ labels, value })),
  };
}

function read(
  view: View,
  families: readonly ValidFamily[],
  earlier: EarlierValues = new Map(),
  nowMs = 0,
) {
  const byName = new Map(families.map((one) => [one.declaration.name, one]));
  return readView(view, byName, { nowMs, earlier, maxItems: 3 });
}

const CARD: View = {
  kind: "gpu",
  key: ["gpu"],
  fields: {
    temperature: [{ metric: "temp", where: { sensor: ["core"] } }],
    memory_used: [{ metric: "used" }],
    name: [{ metric: "info", label: "name" }],
    throttling: [{ metric: "event", label: "reason", except: { reason: ["idle"] } }],
    faults: [{ metric: "row", say: "a row is lost" }, { metric: "fault", label: "fault" }],
    memory_by: [{ metric: "by", label: ["container", "process"] }],
  },
};

Deno.test("readView makes one thing of each key, with its numbers, texts and parts", () => {
  const { items, leftOut } = read(CARD, [
    family("temp", [[{ gpu: "a", sensor: "core" }, 60], [{ gpu: "a", sensor: "memory" }, 90]]),
    family("used", [[{ gpu: "a" }, 7], [{ gpu: "b/c" }, 9]]),
    family("info", [[{ gpu: "a", name: "H100" }, 1]], "info"),
    family("event", [
      [{ gpu: "a", reason: "idle" }, 1],
      [{ gpu: "a", reason: "heat" }, 1],
      [{ gpu: "a", reason: "power" }, 0],
    ]),
    family("row", [[{ gpu: "a" }, 1], [{ gpu: "b/c" }, 0]]),
    family("fault", [[{ gpu: "a", fault: "reset" }, 1]]),
    family("by", [
      [{ gpu: "a", container: "", process: "python" }, 1],
      [{ gpu: "a", container: "c1", process: "x" }, 5],
      [{ gpu: "a", container: "c1", process: "y" }, 6],
    ]),
  ]);
  assert.equal(leftOut, 0);
  assert.deepEqual(items, [
    {
      kind: "gpu",
      key: "a",
      labels: { gpu: "a" },
      numbers: { temperature: 60, memory_used: 7 },
      texts: { name: ["H100"], throttling: ["heat"], faults: ["a row is lost", "reset"] },
      parts: { memory_by: [{ name: "c1", value: 11 }, { name: "python", value: 1 }] },
    },
    {
      kind: "gpu",
      key: "b%2Fc",
      labels: { gpu: "b/c" },
      numbers: { memory_used: 9 },
      texts: { faults: [] },
      parts: {},
    },
  ]);
});

Deno.test("readView combines samples and sources as the role says", () => {
  const view: View = {
    kind: "llm_server",
    key: ["target"],
    fields: {
      running: [{ metric: "running" }],
      kv_cache: [{ metric: "kv" }, { metric: "kv2" }],
      up: [{ metric: "up" }],
    },
  };
  const { items } = read(view, [
    family("running", [[{ target: "t", model: "a" }, 2], [{ target: "t", model: "b" }, 3]]),
    family("kv", [[{ target: "t", model: "a" }, 0.2], [{ target: "t", model: "b" }, 0.5]]),
    family("kv2", [[{ target: "t" }, 0.9]]),
    family("up", [[{ target: "t" }, NaN]]),
  ]);
  assert.deepEqual(items[0]?.numbers, { running: 5, kv_cache: 0.9 });
});

const COUNTED: View = {
  kind: "llm_server",
  key: ["target"],
  fields: { tokens: [{ metric: "tokens" }], first_token: [{ metric: "ttft" }] },
};

Deno.test("readView turns counters into rates, and a counter that began anew into nothing", () => {
  const earlier: EarlierValues = new Map();
  const at = (seconds: number, value: number) =>
    read(COUNTED, [family("tokens", [[{ target: "t" }, value]], "counter")], earlier, seconds * 1e3)
      .items[0]?.numbers.tokens;
  assert.equal(at(0, 100), undefined);
  assert.equal(at(10, 150), 5);
  assert.equal(at(20, 150), 0);
  assert.equal(at(30, 3), undefined);
  assert.equal(at(40, 23), 2);
});

Deno.test("readView gives the 95th percentile of what a histogram counted lately", () => {
  const earlier: EarlierValues = new Map();
  const at = (seconds: number, [one, two, all]: readonly [number, number, number]) => {
    const ttft: ValidFamily = {
      declaration: { name: "ttft", type: "histogram", help: "", labels: [] },
      samples: [{
        labels: { target: "t" },
        buckets: [[1, one], [2, two], ["+Inf", all]],
        sum: 0,
        count: all,
      }],
    };
    return read(COUNTED, [ttft], earlier, seconds * 1e3).items[0]?.numbers.first_token;
  };
  assert.equal(at(0, [1_000, 1_000, 1_000]), undefined);
  assert.equal(at(15, [1_000, 1_000, 1_000]), undefined, "nothing was counted since");
  assert.equal(at(30, [1_100, 1_100, 1_100]), 0.95);
  assert.equal(at(45, [1_100, 1_200, 1_200]), 1.9);
  assert.equal(
    at(60, [1_100, 1_200, 1_300]),
    2,
    "above the last bound nothing is known but the bound",
  );
  assert.equal(at(75, [0, 0, 0]), undefined, "it began anew");
});

Deno.test("readView keeps no more things than it may, and says how many there are besides", () => {
  const view: View = { kind: "gpu", key: ["gpu"], fields: { power: [{ metric: "power" }] } };
  const samples = Array.from({ length: 10 }, (_, index) => [{ gpu: `${index}` }, 1] as const);
  const { items, leftOut } = read(view, [family("power", samples)]);
  assert.equal(items.length, 3);
  assert.equal(leftOut, 7);
});

Deno.test("readView bounds what servers name themselves, and takes halves of characters", () => {
  const long = "x".repeat(10_240);
  const view: View = {
    kind: "llm_server",
    key: ["target"],
    fields: { models: [{ metric: "model", label: "model" }] },
  };
  const models = Array.from({ length: 50 }, (_, index) =>
    [
      { target: "\ud800", model: `${index}${long}` },
      1,
    ] as const);
  const { items } = read(view, [family("model", models)]);
  assert.equal(items[0]?.texts.models?.length, 6);
  assert.ok(items[0]?.texts.models?.every((text) => text.length <= 123));
  assert.equal(items[0]?.key, encodeURIComponent("\ufffd"));
});
