import {
  counter,
  FINISH_REASONS,
  gauge,
  histogram,
  HTTP_REASONS,
  largest,
} from "../../mapping/metric_mapping.ts";
import type { Derived } from "../../mapping/derive.ts";
import type { MetricMapping, Row } from "../../mapping/metric_mapping.ts";

type Naming = (name: string) => string[];

function makeRows(named: Naming): Row[] {
  return [
    gauge("requests_running", named("num_requests_running")),
    gauge("requests_waiting", named("num_requests_waiting")),
    gauge("max_concurrent_requests", named("max_num_active_requests")),
    // In the last batch; every rank tells of it.
    largest("batch_requests", named("scheduled_batch_size")),
    counter("requests_total", named("request_success"), {
      label: {
        name: "finish_reason",
        from: "finished_reason",
        values: { ...FINISH_REASONS, timeout: "error" },
        otherwise: "other",
      },
    }),
    counter("request_errors_total", named("request_error"), {
      label: { name: "reason", from: "http_code", values: HTTP_REASONS, otherwise: "other" },
    }),
    largest("kv_cache_usage_ratio", named("kv_cache_utilization")),
    counter("prefix_cache_queried_tokens_total", named("prompt_tokens")),
    counter("prefix_cache_hit_tokens_total", named("prompt_cached_tokens")),
    // Of blocks, not of tokens.
    largest("prefix_cache_hit_ratio", named("kv_cache_hit_rate")),
    counter("prompt_tokens_total", named("prompt_tokens")),
    counter("generation_tokens_total", named("generation_tokens")),
    histogram("time_to_first_token_seconds", named("time_to_first_token_seconds")),
    histogram("time_per_output_token_seconds", named("time_per_output_token_seconds")),
    histogram("request_duration_seconds", named("e2e_request_latency_seconds")),
    histogram("request_queue_seconds", named("request_queue_time_seconds")),
    histogram("request_prefill_seconds", named("request_prefill_time_seconds")),
    histogram("request_decode_seconds", named("request_decode_time_seconds")),
    histogram("request_inference_seconds", named("request_inference_time_seconds")),
    gauge("model_vram_bytes", named("gpu_memory_usage_bytes")),
    counter("spec_decode_draft_tokens_total", named("spec_decode_num_draft_tokens")),
    counter("spec_decode_accepted_tokens_total", named("spec_decode_num_accepted_tokens")),
    largest("spec_decode_acceptance_length", named("spec_decode_acceptance_length")),
  ];
}

function makeDerived(named: Naming): Derived[] {
  const blocks = (name: string) => ({ family: named(`kv_cache_${name}`) });
  const perBlock = blocks("tokens_per_block");
  return [
    { make: "product", to: "kv_cache_capacity_tokens", of: [blocks("max_blocks"), perBlock] },
    { make: "product", to: "kv_cache_used_tokens", of: [blocks("used_blocks"), perBlock] },
  ];
}

const prefixed: Naming = (name) => [`trtllm_${name}`, `trtllm:${name}`];
const plain: Naming = (name) => [name];

/** Metrics that it has without further settings. */
const COMMON = { id: "trtllm", modelLabels: ["model_name"], unnamed: ["undefined"] } as const;

/** trtllm-serve. Its `/metrics` is a queue that a look empties; this is `/prometheus/metrics`. */
export const trtllmMapping: MetricMapping = {
  ...COMMON,
  prefixes: ["trtllm_", "trtllm:"],
  rows: makeRows(prefixed),
  derived: makeDerived(prefixed),
};

/** The same of versions that write no prefix. */
export const trtllmPlainMapping: MetricMapping = {
  ...COMMON,
  prefixes: makeRows(plain).flatMap(({ from }) => from),
  rows: makeRows(plain),
  derived: makeDerived(plain),
};
