/** Captures and documented samples of real engines, where the folder with them exists. */
import assert from "node:assert/strict";
import { lacksCaptures } from "../../../tests/support/captures.ts";
import { FamilySet, parsePrometheus } from "@llm-monitor/sdk";
import { applyMapping } from "../mapping/apply_mapping.ts";
import { findServerKind } from "./server_kinds.ts";

const CAPTURES = new URL("../../../../shared/fixtures/llm/", import.meta.url);

/** First value of some families, or the count of a histogram. */
const EXPECTED: Record<string, { engine: string; values: Readonly<Record<string, number>> }> = {
  "vllm/vllm_v1_design_doc_sample.prom": {
    engine: "vllm",
    values: { requests_running: 8, generation_tokens_total: 27453 },
  },
  "vllm/vllm_v0_aibrix_runtime_doc.prom": {
    engine: "vllm",
    values: { prompt_tokens_total: 148, generation_tokens_total: 955, requests_total: 4 },
  },
  "vllm/vllm_rust_openmetrics_handwritten.txt": {
    engine: "vllm",
    values: { kv_cache_usage_ratio: 0.42, prefix_cache_hit_tokens_total: 12345 },
  },
  "sglang/sglang_production_metrics_doc_capture.prom": {
    engine: "sglang",
    values: {
      requests_running: 162,
      requests_waiting: 2826,
      prompt_tokens_total: 8128902,
      time_to_first_token_seconds: 11008,
      inter_token_latency_seconds: 7400757,
    },
  },
  "tgi/tgi_handwritten.prom": {
    engine: "tgi",
    values: { requests_total: 42, request_errors_total: 2, request_duration_seconds: 42 },
  },
  "tei/tei_excerpt.prom": { engine: "tei", values: { requests_waiting: 3, requests_total: 1 } },
  "llamacpp/metrics.prom": { engine: "llamacpp", values: { requests_running: 0 } },
  "litellm/renamed_metrics_datadog.prom": { engine: "litellm", values: {} },
  "lmdeploy/lmdeploy_handwritten.prom": { engine: "lmdeploy", values: {} },
  "trtllm-serve/trtllm_handwritten.prom": { engine: "trtllm", values: {} },
};

for (const [name, { engine, values }] of Object.entries(EXPECTED)) {
  Deno.test({
    name: `the mapping of ${engine} reads the capture ${name}`,
    ignore: lacksCaptures("llm"),
    fn: async () => {
      const text = await Deno.readTextFile(new URL(name, CAPTURES));
      // Documents leave out the middle of long lines.
      const whole = text.split("\n").filter((line) => !line.includes("...")).join("\n");
      const mapping = findServerKind(engine)?.metrics?.mappings[0];
      assert(mapping);
      const set = new FamilySet();
      applyMapping(set, mapping, {
        families: parsePrometheus(whole),
        labels: { target: "server", engine },
        defaultModel: "model",
        modelName: (model) => model,
      });
      const found = new Map(
        set.families().map(({ name: family, samples }) => {
          const first = samples[0];
          return [
            family.replace("llm_monitor_llm_", ""),
            first && "value" in first ? first.value : first?.count,
          ];
        }),
      );
      for (const [family, value] of Object.entries(values)) {
        assert.equal(found.get(family), value, `${family} of ${[...found.keys()].join()}`);
      }
      assert(found.size >= 2, [...found.keys()].join());
    },
  });
}
