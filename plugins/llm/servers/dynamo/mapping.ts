import { counter, gauge, histogram, largest, reasons } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const d = (name: string) => `dynamo_frontend_${name}`;
const c = (name: string) => `dynamo_component_${name}`;

const FAILURES = ["validation", "not_found", "overload", "internal", "not_implemented"];
const WORKER_FAILURES = [
  "deserialization",
  "invalid_message",
  "response_stream",
  "generate",
  "publish_response",
  "publish_final",
];

/** Requests that wait for a first token; newer front ends count them by stage, of all models together. */
const WAITING = [d("queued_requests"), d("stage_requests")];

/** Dynamo's front end, as it sees the workers behind it. */
export const dynamoMapping: MetricMapping = {
  id: "dynamo",
  prefixes: ["dynamo_frontend_"],
  modelLabels: ["model"],
  rows: [
    // What waits is among what is in flight.
    gauge("requests_running", [d("active_requests"), d("inflight_requests")], { minus: WAITING }),
    gauge("requests_waiting", WAITING),
    counter("requests_total", d("requests"), {
      label: {
        name: "finish_reason",
        from: ["error_type", "status"],
        values: { cancelled: "abort", success: "unknown" },
        otherwise: "error",
      },
    }),
    counter("request_errors_total", d("requests"), {
      where: { error_type: FAILURES },
      label: reasons("error_type", FAILURES),
    }),
    largest("max_concurrent_requests", d("model_max_num_seqs")),
    largest("model_context_tokens", d("model_context_length")),
    counter("prefix_cache_queried_tokens_total", d("input_sequence_tokens")),
    counter("prefix_cache_hit_tokens_total", d("cached_tokens")),
    counter("prompt_tokens_total", d("input_sequence_tokens")),
    // The first counts as they come, the second when a request has ended.
    counter("generation_tokens_total", [d("output_tokens"), d("output_sequence_tokens")]),
    histogram("time_to_first_token_seconds", d("time_to_first_token_seconds")),
    histogram("inter_token_latency_seconds", d("inter_token_latency_seconds")),
    histogram("request_duration_seconds", d("request_duration_seconds")),
    histogram("request_prompt_tokens", d("input_sequence_tokens")),
    histogram("request_generation_tokens", d("output_sequence_tokens")),
  ],
  derived: [{
    make: "product",
    to: "kv_cache_capacity_tokens",
    of: [{ family: d("model_total_kv_blocks") }, { family: d("model_kv_cache_block_size") }],
  }],
};

/** A worker of Dynamo, where its engine's own families are not passed on. */
export const dynamoWorkerMapping: MetricMapping = {
  id: "dynamo",
  prefixes: ["dynamo_component_"],
  modelLabels: ["model", "model_name"],
  rows: [
    gauge("requests_running", c("inflight_requests")),
    counter("requests_total", c("requests"), {
      label: { name: "finish_reason", otherwise: "unknown" },
    }),
    counter("request_errors_total", c("errors"), {
      label: reasons("error_type", WORKER_FAILURES),
    }),
    // A share, whatever its name says.
    largest("kv_cache_usage_ratio", c("gpu_cache_usage_percent")),
    largest("prefix_cache_hit_ratio", c("kv_cache_hit_rate")),
    histogram("request_duration_seconds", c("request_duration_seconds")),
  ],
};

/** A metric that only a front end has, whatever `DYN_METRICS_PREFIX` makes of the beginning of its name. */
const OF_FRONT_END = /^(?:# TYPE )?(\w+)_(?:in|out)put_sequence_tokens/m;

/** Gives the families of a front end the beginning that they have without `DYN_METRICS_PREFIX`. */
export function withUsualPrefix(text: string): string {
  const prefix = OF_FRONT_END.exec(text)?.[1];
  if (prefix === undefined || prefix === "dynamo_frontend") return text;
  return text.replaceAll(
    new RegExp(`^(# (?:TYPE|HELP|UNIT) )?${prefix}_`, "gm"),
    "$1dynamo_frontend_",
  );
}
