import assert from "node:assert/strict";
import { FamilySet } from "@llm-monitor/sdk";
import { CounterWatch } from "./counter_watch.ts";

function look(watch: CounterWatch, value: number | undefined): boolean {
  const labels = { target: "t", engine: "vllm", model: "m" };
  return watch.look(
    new FamilySet()
      .counter("llm_monitor_llm_prompt_tokens_total", labels, value)
      .gauge("llm_monitor_llm_requests_running", labels, 10 - (value ?? 0) % 10).families(),
  );
}

Deno.test("CounterWatch bears an engine that was started anew, and one that tells nothing", () => {
  const watch = new CounterWatch();
  const values = [5, 9, 0, 4, undefined, 8, 2, 3, 3, 7];
  assert.deepEqual(values.map((value) => look(watch, value)), values.map(() => false));
});

Deno.test("CounterWatch notices processes that answer in turn, and that they do no longer", () => {
  const watch = new CounterWatch();
  const seen = [100, 7, 101, 8, 102, 9, 103].map((value) => look(watch, value));
  assert.deepEqual(seen, [false, false, false, false, false, true, true]);
  const after = Array.from({ length: 10 }, (_, index) => look(watch, 104 + index));
  assert.equal(after.at(-1), false);
});
