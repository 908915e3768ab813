import { counter, gauge, histogram } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

/** Methods that ask a model for something; health and metadata, which the monitor asks for, are others. */
const CHATS = ["ChatCompletions", "Completions", "Embeddings", "Rerank", "Responses"];
const SERVED = { where: { method: ["ModelInfer", "Predict", "Unary", "Stream", ...CHATS] } };

/** OpenVINO Model Server: of LLMs its graphs, of other models their requests. */
export const ovmsMapping: MetricMapping = {
  id: "ovms",
  prefixes: ["ovms_"],
  modelLabels: ["name"],
  rows: [
    gauge("requests_running", ["ovms_current_graphs", "ovms_current_requests"]),
    counter("requests_total", ["ovms_responses", "ovms_requests_success"], {
      ...SERVED,
      label: { name: "finish_reason", otherwise: "unknown" },
    }),
    counter("request_errors_total", ["ovms_requests_rejected", "ovms_requests_fail"], {
      ...SERVED,
      label: { name: "reason", otherwise: "other" },
    }),
    counter("request_errors_total", "ovms_graph_error", {
      label: { name: "reason", otherwise: "internal" },
    }),
    histogram("request_duration_seconds", [
      "ovms_graph_request_time_us",
      "ovms_request_time_us",
    ], { scale: 1e-6 }),
    histogram("request_inference_seconds", "ovms_inference_time_us", { scale: 1e-6 }),
    histogram("request_queue_seconds", "ovms_wait_for_infer_req_time_us", { scale: 1e-6 }),
  ],
};
