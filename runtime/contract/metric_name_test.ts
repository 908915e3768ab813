import assert from "node:assert/strict";
import type { FamilyDeclaration } from "./metric.ts";
import { lintDeclaration, RESERVED_LABELS } from "./metric_name.ts";

const GOOD: FamilyDeclaration = {
  name: "llm_monitor_gpu_temperature_celsius",
  type: "gauge",
  help: "GPU core temperature.",
  labels: ["gpu"],
};

Deno.test("lintDeclaration accepts what follows the rules", () => {
  const cases: Partial<FamilyDeclaration>[] = [
    {},
    { labels: [] },
    { name: "llm_monitor_llm_requests_total", type: "counter" },
    { name: "llm_monitor_system_info", type: "info" },
    { name: "llm_monitor_runtime_build_info", type: "info" },
    { name: "llm_monitor_llm_time_to_first_token_seconds", type: "histogram" },
    { name: "llm_monitor_system_load1" },
    { labels: ["gpu", "device_name", "a1"] },
  ];
  for (const change of cases) {
    assert.deepEqual(lintDeclaration({ ...GOOD, ...change }), [], JSON.stringify(change));
  }
});

Deno.test("lintDeclaration says each rule that is broken", () => {
  const cases: [change: Partial<FamilyDeclaration>, problem: RegExp][] = [
    [{ name: "gpu_temperature_celsius" }, /must look like llm_monitor_/],
    [{ name: "llm_monitor_gpu" }, /must look like/],
    [{ name: "llm_monitor_GPU_watts" }, /must look like/],
    [{ name: "llm_monitor__gpu_watts" }, /must look like/],
    [{ name: "llm_monitor_gpu_watts_" }, /must look like/],
    [{ name: "llm_monitor_gpu_watts\n" }, /must look like/],
    [{ name: 'llm_monitor_gpu_watts{a="b"}' }, /must look like/],
    [{ name: "llm_monitor_gpu_errors", type: "counter" }, /must end in _total/],
    [{ name: "llm_monitor_gpu_errors_total" }, /must not end in _total/],
    [{ name: "llm_monitor_gpu_driver", type: "info" }, /must end in _info/],
    [{ name: "llm_monitor_gpu_driver_info" }, /must not end in _info/],
    [{ name: "llm_monitor_gpu_x_bucket" }, /_bucket, which belongs/],
    [{ name: "llm_monitor_gpu_x_count" }, /_count, which belongs/],
    [{ name: "llm_monitor_gpu_x_sum" }, /_sum, which belongs/],
    [{ name: "llm_monitor_gpu_x_created" }, /_created, which belongs/],
    [{ name: "llm_monitor_gpu_wait_ms" }, /base unit "seconds", not "ms"/],
    [{ name: "llm_monitor_gpu_used_percent" }, /base unit "ratio"/],
    [{ name: "llm_monitor_gpu_wait_milliseconds_total", type: "counter" }, /"seconds"/],
    [{ help: " " }, /needs a help text/],
    [{ labels: ["Gpu"] }, /lower-case word/],
    [{ labels: ["__name__"] }, /lower-case word/],
    [{ labels: [""] }, /lower-case word/],
    [{ labels: ["gpu\n"] }, /lower-case word/],
    [{ labels: ["gpu", "gpu"] }, /declares a label twice/],
  ];
  for (const [change, problem] of cases) {
    assert.match(
      lintDeclaration({ ...GOOD, ...change }).join("\n"),
      problem,
      JSON.stringify(change),
    );
  }
});

Deno.test("lintDeclaration keeps the labels that Prometheus owns", () => {
  for (const label of RESERVED_LABELS) {
    assert.match(lintDeclaration({ ...GOOD, labels: [label] }).join(), /is reserved/);
  }
});

Deno.test("lintDeclaration is not misled by words that every object has", () => {
  const name = "llm_monitor_gpu_constructor_seconds";
  assert.deepEqual(lintDeclaration({ ...GOOD, name }), []);
});
