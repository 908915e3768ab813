import { counter, gauge, histogram } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const ERRORS = {
  ratelimiterror: "rate_limit",
  authenticationerror: "authentication",
  permissiondeniederror: "authentication",
  badrequesterror: "bad_request",
  contextwindowexceedederror: "context_window",
  contentpolicyviolationerror: "content_filter",
  notfounderror: "not_found",
  timeout: "timeout",
  apiconnectionerror: "connection",
  serviceunavailableerror: "unavailable",
  internalservererror: "internal",
} as const;

/** LiteLLM's proxy, as it sees the servers behind it. Its labels with people in them are left out. */
export const litellmMapping: MetricMapping = {
  id: "litellm",
  prefixes: ["litellm_"],
  modelLabels: ["model", "requested_model", "litellm_model_name"],
  rows: [
    // Our own question for them is among them.
    gauge("requests_running", "litellm_in_flight_requests", { ours: 1 }),
    counter("requests_total", "litellm_proxy_total_requests_metric", {
      label: {
        name: "finish_reason",
        from: "status_code",
        // Who hung up: no failure of anybody's.
        values: { "200": "unknown", "201": "unknown", "499": "abort" },
        otherwise: "error",
      },
    }),
    counter("request_errors_total", "litellm_proxy_failed_requests_metric", {
      // Such as Openai.RateLimitError.
      label: {
        name: "reason",
        from: "exception_class",
        afterDot: true,
        values: ERRORS,
        otherwise: "other",
      },
    }),
    counter("prompt_tokens_total", ["litellm_input_tokens_metric", "litellm_input_tokens"]),
    counter("generation_tokens_total", ["litellm_output_tokens_metric", "litellm_output_tokens"]),
    counter("prefix_cache_hit_tokens_total", "litellm_input_cached_tokens_metric"),
    histogram("time_to_first_token_seconds", "litellm_llm_api_time_to_first_token_metric"),
    histogram("time_per_output_token_seconds", "litellm_deployment_latency_per_output_token"),
    histogram("request_duration_seconds", "litellm_request_total_latency_metric"),
    histogram("request_queue_seconds", "litellm_request_queue_time_seconds"),
  ],
  derived: [
    {
      make: "countStates",
      to: "deployment_state",
      of: { family: "litellm_deployment_state" },
      states: ["healthy", "partial", "outage"],
    },
  ],
};
