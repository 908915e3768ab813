import { counter, gauge } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const s = (...names: string[]) => names.map((name) => `llamaswap_${name}`);

/** llama-swap's own families, which most of its versions have of the machine alone. */
export const llamaSwapMapping: MetricMapping = {
  id: "llama_swap",
  prefixes: ["llamaswap_"],
  marks: s("memory_total_bytes", "load_average", "gpu_util_percent"),
  modelLabels: ["model"],
  rows: [
    gauge("requests_running", s("in_flight_requests")),
    counter("requests_total", s("model_requests", "requests"), {
      label: { name: "finish_reason", otherwise: "unknown" },
    }),
    counter("prompt_tokens_total", s("model_input_tokens", "input_tokens")),
    counter("generation_tokens_total", s("model_output_tokens", "output_tokens")),
    counter("prefix_cache_hit_tokens_total", s("cache_tokens")),
  ],
};
