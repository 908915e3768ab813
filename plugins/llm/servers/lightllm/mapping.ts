import { counter, gauge, histogram, largest } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const l = (name: string) => `lightllm_${name}`;

/** LightLLM: no units in the names, all times are seconds. Its names end oddly: one in `_bucket`. */
export const lightllmMapping: MetricMapping = {
  id: "lightllm",
  prefixes: ["lightllm_"],
  modelLabels: ["model_name"],
  rows: [
    gauge("requests_running", [l("num_running_reqs"), l("batch_current_size")]),
    gauge("requests_waiting", l("queue_size")),
    gauge("batch_requests", l("batch_current_size")),
    histogram("batch_formed_requests", l("batch_next_size"), { boundFactor: 2 }),
    counter("requests_total", l("request_success"), {
      label: { name: "finish_reason", otherwise: "unknown" },
    }),
    counter("request_errors_total", l("request_failure"), {
      label: { name: "reason", otherwise: "other" },
    }),
    counter("prefix_cache_queried_tokens_total", l("request_input_length")),
    counter("prefix_cache_hit_tokens_total", l("cache_length")),
    largest("prefix_cache_hit_ratio", l("cache_hit_rate")),
    counter("prompt_tokens_total", [l("prompt_tokens"), l("request_input_length")]),
    counter("generation_tokens_total", [l("generation_tokens"), l("request_generated_tokens")]),
    gauge("generation_tokens_per_second", l("gen_throughput")),
    histogram("time_to_first_token_seconds", l("request_first_token_duration")),
    histogram("time_per_output_token_seconds", l("request_mean_time_per_token_duration")),
    histogram("request_duration_seconds", l("request_duration")),
    histogram("request_queue_seconds", l("request_queue_duration_bucket")),
    histogram("request_inference_seconds", l("request_inference_duration")),
    histogram("request_prompt_tokens", l("request_input_length")),
    histogram("request_generation_tokens", l("request_generated_tokens")),
  ],
};
