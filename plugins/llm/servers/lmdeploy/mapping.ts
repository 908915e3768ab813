import { counter, gauge, histogram, largest } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const d = (name: string) => `lmdeploy:${name}`;

/** LMDeploy. Its `time_per_output_token_seconds` is per event, and so is none of ours. */
export const lmdeployMapping: MetricMapping = {
  id: "lmdeploy",
  prefixes: ["lmdeploy:"],
  modelLabels: ["model_name"],
  rows: [
    gauge("requests_running", d("num_requests_running")),
    gauge("requests_waiting", d("num_requests_waiting"), { plus: [d("num_api_requests_waiting")] }),
    counter("requests_total", d("request_success"), {
      label: {
        name: "finish_reason",
        from: "finished_reason",
        // Such as ResponseType.FINISH. It calls a request that goes on a success, which stays 0.
        afterDot: true,
        values: { finish: "unknown", cancel: "abort", success: "unknown" },
        otherwise: "error",
      },
    }),
    // A total, written as a gauge.
    counter("request_errors_total", d("num_requests_failed"), {
      label: { name: "reason", otherwise: "other" },
    }),
    histogram("step_tokens", d("iteration_tokens_total")),
    largest("kv_cache_usage_ratio", d("gpu_cache_usage_perc")),
    counter("prefix_cache_queried_tokens_total", d("prompt_tokens")),
    counter("prefix_cache_hit_tokens_total", d("cached_tokens")),
    largest("prefix_cache_hit_ratio", d("prefix_cache_hit_rate")),
    counter("prompt_tokens_total", d("prompt_tokens")),
    counter("generation_tokens_total", d("generation_tokens")),
    histogram("time_to_first_token_seconds", d("time_to_first_token_seconds")),
    histogram("inter_token_latency_seconds", d("iter_token_latency")),
    histogram("request_duration_seconds", d("e2e_request_latency_seconds")),
    histogram("request_queue_seconds", d("request_queue_time_seconds")),
    histogram("request_prefill_seconds", d("request_prefill_time_seconds")),
    histogram("request_decode_seconds", d("request_decode_time_seconds")),
    histogram("request_inference_seconds", d("request_inference_time_seconds")),
    histogram("request_prompt_tokens", d("request_prompt_tokens")),
    histogram("request_generation_tokens", d("request_generation_tokens")),
    counter("spec_decode_drafts_total", d("spec_decode_num_drafts")),
    counter("spec_decode_draft_tokens_total", d("spec_decode_num_draft_tokens")),
    counter("spec_decode_accepted_tokens_total", d("spec_decode_num_accepted_tokens")),
    largest("spec_decode_acceptance_length", d("spec_decode_mean_accept_length")),
  ],
};
