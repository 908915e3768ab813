import assert from "node:assert/strict";
import { FamilySet } from "@llm-monitor/sdk";
import { FIT, fitFamilies } from "./fit_families.ts";

function target(name: string, models: number) {
  const set = new FamilySet();
  set.gauge("llm_monitor_llm_up", { target: name, engine: "vllm" }, 1);
  for (let index = 0; index < models; index++) {
    set.histogram("llm_monitor_llm_step_tokens", {
      target: name,
      engine: "vllm",
      model: `model-${index}`,
    }, { buckets: Array.from({ length: 50 }, (_, le) => [le, le]), sum: 1, count: 50 });
  }
  return { name, families: set.families() };
}

Deno.test("fitFamilies leaves what fits as it is", () => {
  const targets = [target("a", 10), target("b", 10)];
  const told = fitFamilies(targets);
  assert.deepEqual(told.map(({ cut }) => cut), [0, 0]);
  assert.equal(told[0]?.families, targets[0]?.families);
});

Deno.test("fitFamilies cuts the largest to what is essential, and no other", () => {
  const told = fitFamilies([target("a", 100), target("huge", 900), target("b", 100)]);
  assert.deepEqual(told.map(({ target: { name }, cut }) => `${name} ${cut}`), [
    "a 0",
    "huge 47701",
    "b 0",
  ]);
  assert.deepEqual(told[1]?.families.map(({ name }) => name), ["llm_monitor_llm_up"]);
});

Deno.test("fitFamilies keeps a frame within its size, whatever the targets are", () => {
  const told = fitFamilies(Array.from({ length: 50 }, (_, index) => target(`t${index}`, 30)));
  const text = JSON.stringify(told.flatMap(({ families }) => families));
  assert(text.length <= FIT.bytes, String(text.length));
  assert(told.some(({ cut }) => cut > 0) && told.some(({ cut }) => cut === 0));
});
