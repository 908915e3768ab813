import { counter, gauge, histogram, largest, SERVER_ERRORS } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const both = (...names: string[]) => names.flatMap((name) => [`sglang:${name}`, `sglang_${name}`]);

/** Gauges of the scheduler: all priorities together, each data-parallel part once. */
const SCHEDULER = { where: { priority: [""] }, isOfRanks: true } as const;

/** SGLang, itself or behind its gateway, which replaces the colon. */
export const sglangMapping: MetricMapping = {
  id: "sglang",
  prefixes: ["sglang:", "sglang_"],
  modelLabels: ["model_name", "name"],
  rows: [
    gauge("requests_running", both("num_running_reqs"), SCHEDULER),
    gauge("requests_waiting", both("num_queue_reqs"), {
      ...SCHEDULER,
      plus: both("num_grammar_queue_reqs"),
    }),
    // It knows no reasons, and its aborts are not disjoint from what ended.
    counter("requests_total", both("num_requests"), {
      label: { name: "finish_reason", otherwise: "unknown" },
    }),
    counter("request_errors_total", both("num_aborted_requests"), {
      label: { name: "reason", otherwise: "abort" },
    }),
    counter("request_errors_total", both("http_responses"), {
      where: { status_code: SERVER_ERRORS },
      label: { name: "reason", otherwise: "http_5xx" },
    }),
    counter("preemptions_total", both("num_retracted_requests")),
    largest("kv_cache_usage_ratio", both("token_usage"), SCHEDULER),
    // Of hybrid models the second is of another pool.
    gauge("kv_cache_used_tokens", both("kv_used_tokens", "num_used_tokens"), SCHEDULER),
    gauge("kv_cache_capacity_tokens", both("max_total_num_tokens"), SCHEDULER),
    counter("prefix_cache_queried_tokens_total", both("prompt_tokens")),
    counter("prefix_cache_hit_tokens_total", both("cached_tokens")),
    counter("prompt_tokens_total", both("prompt_tokens")),
    counter("generation_tokens_total", both("generation_tokens")),
    gauge("generation_tokens_per_second", both("gen_throughput"), SCHEDULER),
    histogram("time_to_first_token_seconds", both("time_to_first_token_seconds")),
    histogram(
      "inter_token_latency_seconds",
      both("inter_token_latency_seconds", "time_per_output_token_seconds"),
    ),
    histogram("request_duration_seconds", both("e2e_request_latency_seconds")),
    histogram("request_queue_seconds", both("queue_time_seconds")),
    histogram("request_prompt_tokens", both("prompt_tokens_histogram")),
    histogram("request_generation_tokens", both("generation_tokens_histogram")),
    largest("model_context_tokens", both("context_len"), SCHEDULER),
    gauge("lora_adapters", both("lora_pool_slots_used"), {
      ...SCHEDULER,
      label: { name: "state", otherwise: "loaded" },
    }),
    gauge("lora_adapters_max", both("lora_pool_slots"), SCHEDULER),
    largest("spec_decode_acceptance_ratio", both("spec_accept_rate"), {
      ...SCHEDULER,
      // Without speculation it is 0.
      isUnknownAtZero: true,
    }),
    largest("spec_decode_acceptance_length", both("spec_accept_length"), SCHEDULER),
  ],
};
