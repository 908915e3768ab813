import { counter, gauge, histogram } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const m = (name: string) => `mistralrs_${name}`;
/** Requests that it serves; lists and health are others. */
const SERVED = {
  where: {
    path: [
      "/v1/chat/completions",
      "/v1/completions",
      "/v1/embeddings",
      "/v1/responses",
      "/v1/messages",
    ],
  },
};

/** mistral.rs. What HTTP counts is of every path of it, ours left out. */
export const mistralrsMapping: MetricMapping = {
  id: "mistralrs",
  prefixes: ["mistralrs_"],
  modelLabels: ["model"],
  unnamed: ["none", "unknown"],
  rows: [
    gauge("requests_running", m("sequences_running")),
    gauge("requests_waiting", m("sequences_waiting"), { plus: [m("requests_pending_admission")] }),
    gauge("max_concurrent_requests", m("sequences_capacity")),
    counter("requests_total", "http_requests", {
      ...SERVED,
      label: {
        name: "finish_reason",
        from: "status",
        values: { "200": "unknown" },
        otherwise: "error",
      },
    }),
    histogram("time_to_first_token_seconds", m("time_to_first_token_seconds")),
    histogram("inter_token_latency_seconds", m("inter_token_latency_seconds")),
    histogram("request_duration_seconds", "http_request_duration_seconds", SERVED),
  ],
};
