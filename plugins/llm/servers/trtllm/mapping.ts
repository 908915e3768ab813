import {
  counter,
  FINISH_REASONS,
  gauge,
  histogram,
  HTTP_REASONS,
  largest,
} from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const both = (name: string) => [`trtllm_${name}`, `trtllm:${name}`];
const blocks = (name: string) => ({ family: both(`kv_cache_${name}`) });

/** trtllm-serve. Its `/metrics` is a queue that a look empties; this is `/prometheus/metrics`. */
export const trtllmMapping: MetricMapping = {
  id: "trtllm",
  prefixes: ["trtllm_", "trtllm:"],
  modelLabels: ["model_name"],
  rows: [
    gauge("requests_running", both("num_requests_running")),
    gauge("requests_waiting", both("num_requests_waiting")),
    gauge("max_concurrent_requests", both("max_num_active_requests")),
    // In the last batch; every rank tells of it.
    largest("batch_requests", both("scheduled_batch_size")),
    counter("requests_total", both("request_success"), {
      label: {
        name: "finish_reason",
        from: "finished_reason",
        values: FINISH_REASONS,
        otherwise: "other",
      },
    }),
    counter("request_errors_total", both("request_error"), {
      label: { name: "reason", from: "http_code", values: HTTP_REASONS, otherwise: "other" },
    }),
    largest("kv_cache_usage_ratio", both("kv_cache_utilization")),
    counter("prefix_cache_queried_tokens_total", both("prompt_tokens")),
    counter("prefix_cache_hit_tokens_total", both("prompt_cached_tokens")),
    // Of blocks, not of tokens.
    largest("prefix_cache_hit_ratio", both("kv_cache_hit_rate")),
    counter("prompt_tokens_total", both("prompt_tokens")),
    counter("generation_tokens_total", both("generation_tokens")),
    histogram("time_to_first_token_seconds", both("time_to_first_token_seconds")),
    histogram("time_per_output_token_seconds", both("time_per_output_token_seconds")),
    histogram("request_duration_seconds", both("e2e_request_latency_seconds")),
    histogram("request_queue_seconds", both("request_queue_time_seconds")),
    histogram("request_prefill_seconds", both("request_prefill_time_seconds")),
    histogram("request_decode_seconds", both("request_decode_time_seconds")),
    histogram("request_inference_seconds", both("request_inference_time_seconds")),
    gauge("model_vram_bytes", both("gpu_memory_usage_bytes")),
    counter("spec_decode_draft_tokens_total", both("spec_decode_num_draft_tokens")),
    counter("spec_decode_accepted_tokens_total", both("spec_decode_num_accepted_tokens")),
    largest("spec_decode_acceptance_length", both("spec_decode_acceptance_length")),
  ],
  derived: [
    {
      make: "product",
      to: "kv_cache_capacity_tokens",
      of: [{ family: "trtllm_kv_cache_max_blocks" }, {
        family: "trtllm_kv_cache_tokens_per_block",
      }],
    },
    {
      make: "product",
      to: "kv_cache_used_tokens",
      of: [blocks("used_blocks"), blocks("tokens_per_block")],
    },
  ],
};
