import { counter, gauge } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const r = (name: string) => `rapid_mlx_${name}`;

/** Rapid-MLX. What it does not know it writes as 0. */
export const rapidMlxMapping: MetricMapping = {
  id: "rapid_mlx",
  prefixes: ["rapid_mlx_"],
  modelLabels: [],
  rows: [
    gauge("requests_running", r("requests_running")),
    gauge("requests_waiting", r("requests_waiting")),
    counter("requests_total", r("requests_processed"), {
      label: { name: "finish_reason", otherwise: "unknown" },
    }),
    // None of these is among those.
    counter("requests_total", r("requests_cancelled"), {
      label: { name: "finish_reason", otherwise: "abort" },
    }),
    counter("prefix_cache_queried_tokens_total", r("prompt_tokens")),
    counter("prefix_cache_hit_tokens_total", r("prefix_cache_tokens_saved")),
    counter("prompt_tokens_total", r("prompt_tokens")),
    counter("generation_tokens_total", r("completion_tokens")),
    gauge("model_memory_bytes", r("metal_active_memory_bytes"), { isUnknownAtZero: true }),
  ],
};
