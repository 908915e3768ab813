import { counter, gauge, histogram } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

/** OpenTelemetry's exporter adds the unit to some names, as its version has it. */
const x = (name: string, unit = "") => [
  ...unit === "" ? [] : [`maxserve_${name}_${unit}`],
  `maxserve_${name}`,
];
const MS = "milliseconds";
const MILLISECOND = { scale: 1e-3 };
const time = (to: string, name: string) => histogram(to, `maxserve_${name}_${MS}`, MILLISECOND);

/** Modular MAX. All of its times are in milliseconds. */
export const maxMapping: MetricMapping = {
  id: "max",
  prefixes: ["maxserve_"],
  modelLabels: ["model", "model_name"],
  rows: [
    gauge("requests_running", x("num_requests_running")),
    gauge("requests_waiting", x("num_requests_queued"), {
      plus: x("num_requests_awaiting_admission"),
    }),
    counter("requests_total", x("request_count"), {
      label: {
        name: "finish_reason",
        from: ["code", "responseCode"],
        values: { "200": "unknown" },
        otherwise: "error",
      },
    }),
    counter("preemptions_total", x("cache_preemption_count")),
    counter("prefix_cache_queried_tokens_total", x("cache_hits", "tokens"), {
      plus: x("cache_misses", "tokens"),
    }),
    counter("prefix_cache_hit_tokens_total", x("cache_hits", "tokens")),
    counter("prompt_tokens_total", x("num_input_tokens")),
    counter("generation_tokens_total", x("num_output_tokens")),
    time("time_to_first_token_seconds", "time_to_first_token"),
    time("inter_token_latency_seconds", "itl"),
    time("time_per_output_token_seconds", "time_per_output_token"),
    time("request_duration_seconds", "request_time"),
    histogram("request_prompt_tokens", x("input_tokens_per_request", "tokens")),
    histogram("request_generation_tokens", x("output_tokens_per_request", "tokens")),
  ],
  derived: [{
    make: "ratio",
    to: "kv_cache_usage_ratio",
    of: [
      { family: x("cache_num_used_blocks", "blocks") },
      { family: x("cache_num_total_blocks", "blocks") },
    ],
  }],
};
