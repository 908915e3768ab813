import { counter, gauge, histogram, reasons } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const FAILURES = [
  "tokenization",
  "overloaded",
  "model_type",
  "validation",
  "batch_size",
  "inference",
  "dropped",
  "missing_values",
];

/** Text Embeddings Inference. */
export const teiMapping: MetricMapping = {
  id: "tei",
  prefixes: ["te_"],
  modelLabels: [],
  rows: [
    gauge("requests_waiting", "te_queue_size"),
    counter("requests_total", "te_request_success", {
      label: { name: "finish_reason", otherwise: "unknown" },
    }),
    counter("request_errors_total", "te_request_failure", {
      label: reasons("err", FAILURES),
    }),
    histogram("batch_formed_requests", "te_batch_next_size"),
    histogram("step_tokens", "te_batch_next_tokens"),
    counter("prompt_tokens_total", "te_request_input_length"),
    histogram("request_duration_seconds", "te_request_duration"),
    histogram("request_queue_seconds", "te_request_queue_duration"),
    histogram("request_inference_seconds", "te_request_inference_duration"),
    histogram("request_prompt_tokens", "te_request_input_length"),
  ],
};
