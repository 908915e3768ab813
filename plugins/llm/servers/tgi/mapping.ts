import { counter, gauge, histogram, reasons } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const FAILURES = ["overloaded", "validation", "template", "incomplete", "dropped", "generation"];

/** Text Generation Inference: no model label, no units in the names; all of it is seconds. */
export const tgiMapping: MetricMapping = {
  id: "tgi",
  prefixes: ["tgi_"],
  modelLabels: [],
  rows: [
    gauge("requests_running", "tgi_batch_current_size"),
    gauge("requests_waiting", "tgi_queue_size"),
    counter("requests_total", "tgi_request_success", {
      label: { name: "finish_reason", otherwise: "unknown" },
    }),
    counter("request_errors_total", "tgi_request_failure", {
      label: reasons("err", FAILURES),
    }),
    gauge("batch_requests", "tgi_batch_current_size"),
    // A thousand bounds, one for each size.
    histogram("batch_formed_requests", "tgi_batch_next_size", { boundFactor: 2 }),
    counter("prompt_tokens_total", "tgi_request_input_length"),
    counter("generation_tokens_total", "tgi_request_generated_tokens"),
    // Its mean over the request has the prefill in it.
    histogram("time_per_output_token_seconds", "tgi_request_mean_time_per_token_duration"),
    histogram("request_duration_seconds", "tgi_request_duration"),
    histogram("request_queue_seconds", "tgi_request_queue_duration"),
    histogram("request_inference_seconds", "tgi_request_inference_duration"),
    histogram("request_prompt_tokens", "tgi_request_input_length"),
    histogram("request_generation_tokens", "tgi_request_generated_tokens"),
  ],
};
