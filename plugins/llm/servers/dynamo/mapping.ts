import { counter, gauge, histogram } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const d = (name: string) => `dynamo_frontend_${name}`;

/** Dynamo's front end, as it sees the workers behind it. */
export const dynamoMapping: MetricMapping = {
  id: "dynamo",
  prefixes: ["dynamo_frontend_"],
  modelLabels: ["model"],
  rows: [
    gauge("requests_running", d("inflight_requests")),
    gauge("requests_waiting", d("queued_requests")),
    counter("requests_total", d("requests"), {
      label: {
        name: "finish_reason",
        from: "status",
        values: { success: "unknown" },
        otherwise: "error",
      },
    }),
    counter("prompt_tokens_total", d("input_sequence_tokens")),
    counter("generation_tokens_total", d("output_sequence_tokens")),
    histogram("time_to_first_token_seconds", d("time_to_first_token_seconds")),
    histogram("inter_token_latency_seconds", d("inter_token_latency_seconds")),
    histogram("request_duration_seconds", d("request_duration_seconds")),
    histogram("request_prompt_tokens", d("input_sequence_tokens")),
    histogram("request_generation_tokens", d("output_sequence_tokens")),
  ],
};
