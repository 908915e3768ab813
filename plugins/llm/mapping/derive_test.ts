import assert from "node:assert/strict";
import { FamilySet, parsePrometheus } from "@llm-monitor/sdk";
import { derive } from "./derive.ts";
import type { Derived } from "./derive.ts";

/** Applies one row to a text: values by their labels, of a histogram its mean. */
function made(row: Derived, text: string): Record<string, number> {
  const set = new FamilySet();
  derive(set, [row], {
    families: parsePrometheus(text),
    labels: {},
    modelLabels: ["model"],
    defaultModel: "only",
    modelName: (model) => model,
  });
  return Object.fromEntries(
    set.families().flatMap(({ samples }) =>
      samples.map((sample) => [
        Object.values(sample.labels ?? {}).join(" "),
        "value" in sample ? Number(sample.value) : Number(sample.sum) / sample.count,
      ])
    ),
  );
}

const BLOCKS: Derived = {
  make: "product",
  to: "kv_cache_capacity_tokens",
  of: [
    { family: "blocks", where: { type: "max" } },
    { family: "blocks", where: { type: "tokens_per" } },
  ],
};

Deno.test("a product is made part by part, and added up over the parts of a model", () => {
  const text = ["1", "2"].map((version) =>
    `blocks{model="m",type="max",version="${version}"} 100\n` +
    `blocks{model="m",type="tokens_per",version="${version}"} 64\n`
  ).join("");
  assert.deepEqual(made(BLOCKS, text), { m: 12_800 });
  // A part without its other factor is none.
  assert.deepEqual(made(BLOCKS, 'blocks{type="max",version="1"} 100\n'), {});
});

Deno.test("labels that hold numbers are multiplied, the first that are there, and added up", () => {
  const row: Derived = {
    make: "labels",
    to: "kv_cache_capacity_tokens",
    of: { family: ["new_info", "old_info"] },
    alternatives: [["tokens"], ["blocks", "size"]],
  };
  const text = 'old_info{engine="0",tokens="None",blocks="10",size="16"} 1\n' +
    'old_info{engine="1",tokens="500",blocks="10",size="16"} 1\n' +
    'old_info{engine="2",tokens="None",blocks="None",size="16"} 1\n';
  assert.deepEqual(made(row, text), { only: 660 });
});

Deno.test("a time and a count make a histogram whose mean is right", () => {
  const row: Derived = {
    make: "totals",
    to: "request_duration_seconds",
    sum: { family: "time_us" },
    count: { family: "events" },
    scale: 1e-6,
  };
  assert.deepEqual(made(row, "time_us 5000000\nevents 10\n"), { only: 0.5 });
  assert.deepEqual(made(row, "time_us 5000000\n"), {});
});

Deno.test("states are counted, and a state that is not known is left out", () => {
  const row: Derived = {
    make: "countStates",
    to: "s",
    of: { family: "f" },
    states: ["good", "bad"],
  };
  const text = 'f{model="m",id="1"} 0\nf{model="m",id="2"} 1\nf{model="m",id="3"} 7\n';
  assert.deepEqual(made(row, text), { "m good": 1, "m bad": 1 });
});

Deno.test("a negation holds when it does of one part", () => {
  const row: Derived = {
    make: "negation",
    to: "sleeping",
    of: { family: "state", where: { state: "awake" } },
  };
  const text = 'state{engine="0",state="awake"} 1\nstate{engine="1",state="awake"} 0\n' +
    'state{engine="0",state="asleep"} 0\n';
  assert.deepEqual(made(row, text), { only: 1 });
});

Deno.test("names in a label are counted once, those of the newest sample alone", () => {
  const text =
    'lora{max="4",running="a",waiting="b"} 1\nlora{max="8",running="a, c,a",waiting=""} 2\n';
  const listed: Derived = {
    make: "countListItems",
    to: "lora_adapters",
    of: { family: "lora" },
    states: { running: "running", waiting: "waiting" },
  };
  assert.deepEqual(made(listed, text), { "only running": 2, "only waiting": 0 });
  const newest: Derived = { make: "newest", to: "max", of: { family: "lora" }, label: "max" };
  assert.deepEqual(made(newest, text), { only: 8 });
});
