import {
  counter,
  FINISH_REASONS,
  gauge,
  histogram,
  largest,
} from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

/** NVIDIA NIM: the names of vLLM without a prefix. */
export const nimMapping: MetricMapping = {
  id: "nim",
  prefixes: ["num_request_max"],
  modelLabels: ["model_name"],
  rows: [
    gauge("requests_running", "num_requests_running"),
    gauge("requests_waiting", "num_requests_waiting"),
    gauge("max_concurrent_requests", "num_request_max"),
    counter("requests_total", "request_finish", {
      label: {
        name: "finish_reason",
        from: "finished_reason",
        values: FINISH_REASONS,
        otherwise: "other",
      },
    }),
    counter("request_errors_total", "request_failure", {
      label: { name: "reason", otherwise: "other" },
    }),
    largest("kv_cache_usage_ratio", "gpu_cache_usage_perc"),
    counter("prompt_tokens_total", "prompt_tokens"),
    counter("generation_tokens_total", "generation_tokens"),
    histogram("time_to_first_token_seconds", "time_to_first_token_seconds"),
    // Observed for each token after the first, not for each request.
    histogram("inter_token_latency_seconds", "time_per_output_token_seconds"),
    histogram("request_duration_seconds", "e2e_request_latency_seconds"),
    histogram("request_prompt_tokens", "request_prompt_tokens"),
    histogram("request_generation_tokens", "request_generation_tokens"),
  ],
};
