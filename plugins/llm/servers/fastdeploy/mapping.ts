import { counter, gauge, histogram, largest } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const f = (name: string) => `fastdeploy:${name}`;

/** FastDeploy. It names no model. Its `infer_latency` and `first_token_latency` are of the last request. */
export const fastdeployMapping: MetricMapping = {
  id: "fastdeploy",
  prefixes: ["fastdeploy:"],
  modelLabels: ["model_name"],
  rows: [
    gauge("requests_running", f("num_requests_running")),
    gauge("requests_waiting", f("num_requests_waiting")),
    gauge("max_concurrent_requests", f("max_batch_size")),
    gauge("batch_requests", f("batch_size")),
    counter("requests_total", f("request_success"), {
      label: { name: "finish_reason", otherwise: "unknown" },
    }),
    largest("kv_cache_usage_ratio", f("gpu_cache_usage_perc")),
    counter("prefix_cache_hit_tokens_total", f("prefix_cache_token_num")),
    largest("prefix_cache_hit_ratio", f("hit_token_rate")),
    counter("generation_tokens_total", f("generation_tokens")),
    histogram("time_to_first_token_seconds", f("time_to_first_token_seconds")),
    histogram("inter_token_latency_seconds", f("time_per_output_token_seconds")),
    histogram("request_duration_seconds", f("e2e_request_latency_seconds")),
    histogram("request_queue_seconds", f("request_queue_time_seconds")),
    histogram("request_prefill_seconds", f("request_prefill_time_seconds")),
    histogram("request_decode_seconds", f("request_decode_time_seconds")),
    histogram("request_inference_seconds", f("request_inference_time_seconds")),
    histogram("request_prompt_tokens", f("request_prompt_tokens")),
    histogram("request_generation_tokens", f("request_generation_tokens")),
    counter("spec_decode_draft_tokens_total", f("spec_decode_num_draft_tokens")),
    counter("spec_decode_accepted_tokens_total", f("spec_decode_num_accepted_tokens")),
    largest("spec_decode_acceptance_ratio", f("spec_decode_draft_acceptance_rate"), {
      isUnknownAtZero: true,
    }),
  ],
};
