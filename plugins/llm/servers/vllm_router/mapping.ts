import { counter, gauge, histogram, largest } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const v = (name: string) => `vllm:${name}`;

/** The router of vLLM's production stack, as it sees the vLLMs behind it. */
export const vllmRouterMapping: MetricMapping = {
  id: "vllm_router",
  prefixes: ["vllm:healthy_pods_total"],
  modelLabels: ["model"],
  rows: [
    gauge("requests_running", v("num_requests_running")),
    gauge("requests_waiting", v("num_requests_waiting")),
    counter("request_errors_total", v("request_errors"), {
      label: {
        name: "reason",
        from: "error_type",
        values: { timeout: "timeout", connection: "connection", http_5xx: "http_5xx" },
        otherwise: "other",
      },
    }),
    largest("prefix_cache_hit_ratio", v("gpu_prefix_cache_hit_rate")),
    counter("prompt_tokens_total", v("input_tokens")),
    counter("generation_tokens_total", v("output_tokens")),
    histogram("request_duration_seconds", v("request_latency_seconds")),
  ],
  derived: [{
    make: "backends",
    to: "backend_up",
    of: { family: v("healthy_pods") },
    label: "server",
  }],
};
