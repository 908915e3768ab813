import { counter, gauge, histogram, reasons } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const smg = (name: string) => [`smg_${name}`];
const REASONS = ["timeout", "rate_limited", "internal_error", "validation_error", "no_workers"];

/** SGLang's gateway, as it sees the workers behind it: `smg_`, once `sgl_router_`. */
export const sglangGatewayMapping: MetricMapping = {
  id: "sglang_gateway",
  prefixes: ["smg_", "sgl_router_"],
  marks: ["smg_http_requests", "smg_worker_pool_size", "sgl_router_active_workers"],
  modelLabels: ["model"],
  rows: [
    gauge("requests_running", [...smg("worker_requests_active"), "sgl_router_running_requests"]),
    counter("requests_total", [...smg("router_requests"), "sgl_router_requests"], {
      label: { name: "finish_reason", otherwise: "unknown" },
    }),
    counter("request_errors_total", [
      ...smg("router_request_errors"),
      "sgl_router_request_errors",
    ], { label: reasons("error_type", REASONS) }),
    counter("prompt_tokens_total", smg("router_tokens"), {
      where: { token_type: ["input", "prompt"] },
    }),
    counter("generation_tokens_total", smg("router_tokens"), {
      where: { token_type: ["output", "completion"] },
    }),
    histogram("time_to_first_token_seconds", smg("router_ttft_seconds")),
    histogram("time_per_output_token_seconds", smg("router_tpot_seconds")),
    histogram("request_duration_seconds", [
      ...smg("router_request_duration_seconds"),
      "sgl_router_request_duration_seconds",
    ]),
  ],
  derived: [{
    make: "backends",
    to: "backend_up",
    of: { family: ["smg_worker_health", "sgl_router_worker_health"] },
    label: "worker",
  }],
};
