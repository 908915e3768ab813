import { counter, gauge, histogram, largest, reasons } from "../../mapping/metric_mapping.ts";
import type { MetricMapping, Row } from "../../mapping/metric_mapping.ts";
import type { Derived } from "../../mapping/derive.ts";

const MICROSECOND = 1e-6;
const MILLISECOND = 1e-3;
const FAILURES = ["rejected", "canceled", "backend", "other"];

/** Metrics of Triton itself, whatever its backend is. */
const SERVED: readonly Row[] = [
  counter("requests_total", "nv_inference_request_success", {
    label: { name: "finish_reason", otherwise: "unknown" },
  }),
  counter("request_errors_total", "nv_inference_request_failure", {
    label: reasons("reason", FAILURES),
  }),
  // Off unless histogram_latencies is set.
  histogram("time_to_first_token_seconds", "nv_inference_first_response_histogram_ms", {
    scale: MILLISECOND,
  }),
];

const TIMES: readonly Derived[] = [
  ["request_duration_seconds", "nv_inference_request_duration_us"],
  ["request_queue_seconds", "nv_inference_queue_duration_us"],
  ["request_inference_seconds", "nv_inference_compute_infer_duration_us"],
].map(([to = "", family = ""]) => ({
  make: "totals",
  to,
  sum: { family },
  count: { family: "nv_inference_request_success" },
  scale: MICROSECOND,
}));

const requests = (type: string) => ({ where: { request_type: [type] } });
const blocks = (type: string) => ({
  family: "nv_trt_llm_kv_cache_block_metrics",
  where: { kv_cache_block_type: type },
});

/** Triton with the TensorRT-LLM backend, which selects by labels what others name. */
export const tritonTrtllmMapping: MetricMapping = {
  id: "trtllm",
  prefixes: ["nv_trt_llm_"],
  modelLabels: ["model"],
  rows: [
    ...SERVED,
    gauge("requests_running", "nv_trt_llm_request_metrics", requests("scheduled")),
    gauge("requests_waiting", "nv_trt_llm_request_metrics", requests("waiting")),
    gauge("max_concurrent_requests", "nv_trt_llm_request_metrics", requests("max")),
    largest("kv_cache_usage_ratio", "nv_trt_llm_kv_cache_block_metrics", {
      where: { kv_cache_block_type: ["fraction"] },
    }),
    gauge("model_vram_bytes", "nv_trt_llm_runtime_memory_metrics", {
      where: { memory_type: ["gpu"] },
    }),
    counter("prompt_tokens_total", "nv_llm_input_token_len"),
    counter("generation_tokens_total", "nv_llm_output_token_len"),
    histogram("request_prompt_tokens", "nv_llm_input_token_len"),
    histogram("request_generation_tokens", "nv_llm_output_token_len"),
  ],
  derived: [
    ...TIMES,
    {
      make: "product",
      to: "kv_cache_capacity_tokens",
      of: [blocks("max"), blocks("tokens_per")],
    },
    { make: "product", to: "kv_cache_used_tokens", of: [blocks("used"), blocks("tokens_per")] },
  ],
};

/** Triton with any other backend: it may serve anything, so that no tokens are told. */
export const tritonMapping: MetricMapping = {
  id: "triton",
  prefixes: ["nv_inference_"],
  modelLabels: ["model"],
  rows: [...SERVED, gauge("requests_waiting", "nv_inference_pending_request_count")],
  derived: TIMES,
};
