import {
  counter,
  FINISH_REASONS,
  gauge,
  histogram,
  largest,
  SERVER_ERRORS,
} from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const v = (name: string) => `vllm:${name}`;

/** vLLM: V1, V0 (second names), and the Rust front end, which writes OpenMetrics. */
export const vllmMapping: MetricMapping = {
  id: "vllm",
  prefixes: ["vllm:"],
  modelLabels: ["model_name", "model"],
  rows: [
    gauge("requests_running", v("num_requests_running")),
    gauge("requests_waiting", v("num_requests_waiting")),
    gauge("requests_swapped", v("num_requests_swapped")),
    counter("requests_total", v("request_success"), {
      label: {
        name: "finish_reason",
        from: "finished_reason",
        values: { ...FINISH_REASONS, repetition: "other" },
        otherwise: "other",
      },
    }),
    counter("request_errors_total", v("request_success"), {
      where: { finished_reason: ["error"] },
      label: { name: "reason", otherwise: "error" },
    }),
    counter("request_errors_total", "http_requests", {
      where: { status: SERVER_ERRORS },
      label: { name: "reason", otherwise: "http_5xx" },
    }),
    counter("preemptions_total", v("num_preemptions")),
    histogram("step_tokens", v("iteration_tokens_total")),
    largest("kv_cache_usage_ratio", [v("kv_cache_usage_perc"), v("gpu_cache_usage_perc")]),
    counter("prefix_cache_queried_tokens_total", v("prefix_cache_queries")),
    counter("prefix_cache_hit_tokens_total", v("prefix_cache_hits")),
    largest("prefix_cache_hit_ratio", v("gpu_prefix_cache_hit_rate")),
    counter("external_prefix_cache_queried_tokens_total", v("external_prefix_cache_queries")),
    counter("external_prefix_cache_hit_tokens_total", v("external_prefix_cache_hits")),
    counter("prompt_tokens_total", v("prompt_tokens")),
    counter("generation_tokens_total", v("generation_tokens")),
    gauge("generation_tokens_per_second", v("avg_generation_throughput_toks_per_s")),
    histogram("time_to_first_token_seconds", v("time_to_first_token_seconds")),
    histogram("inter_token_latency_seconds", [
      v("inter_token_latency_seconds"),
      v("time_per_output_token_seconds"),
    ]),
    histogram("time_per_output_token_seconds", v("request_time_per_output_token_seconds")),
    histogram("request_duration_seconds", v("e2e_request_latency_seconds")),
    histogram("request_queue_seconds", [
      v("request_queue_time_seconds"),
      v("time_in_queue_requests"),
    ]),
    histogram("request_prefill_seconds", v("request_prefill_time_seconds")),
    histogram("request_decode_seconds", v("request_decode_time_seconds")),
    histogram("request_inference_seconds", v("request_inference_time_seconds")),
    histogram("request_prompt_tokens", v("request_prompt_tokens")),
    histogram("request_generation_tokens", v("request_generation_tokens")),
    counter("spec_decode_drafts_total", v("spec_decode_num_drafts")),
    counter("spec_decode_draft_tokens_total", v("spec_decode_num_draft_tokens")),
    counter("spec_decode_accepted_tokens_total", v("spec_decode_num_accepted_tokens")),
    largest("spec_decode_acceptance_ratio", v("spec_decode_draft_acceptance_rate")),
  ],
  derived: [
    {
      make: "labels",
      to: "kv_cache_capacity_tokens",
      of: { family: v("cache_config_info") },
      alternatives: [["kv_cache_size_tokens"], ["num_gpu_blocks", "block_size"]],
    },
    {
      make: "labels",
      to: "max_concurrent_requests",
      of: { family: v("cache_config_info") },
      alternatives: [["kv_cache_max_concurrency"]],
    },
    {
      make: "negation",
      to: "sleeping",
      of: { family: v("engine_sleep_state"), where: { sleep_state: "awake" } },
    },
    {
      make: "countListItems",
      to: "lora_adapters",
      of: { family: v("lora_requests_info") },
      states: { running: "running_lora_adapters", waiting: "waiting_lora_adapters" },
    },
    {
      make: "newest",
      to: "lora_adapters_max",
      of: { family: v("lora_requests_info") },
      label: "max_lora",
    },
  ],
};
