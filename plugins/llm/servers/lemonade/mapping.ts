import { counter, gauge, largest } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const m = (name: string) => `lemonade_model_${name}`;
/** Of the llama.cpp that it starts: of newer versions, and of older ones. */
const l = (name: string) => [`lemonade_llamacpp_${name}`, `lemonade_backend_llamacpp:${name}`];

/** Lemonade. What is a gauge of the last request has the name of a counter without `_total`. */
export const lemonadeMapping: MetricMapping = {
  id: "lemonade",
  prefixes: ["lemonade_"],
  marks: ["lemonade_server_up"],
  modelLabels: ["model_name"],
  rows: [
    gauge("requests_running", [...l("requests_processing"), "lemonade_active_requests"]),
    gauge("requests_waiting", l("requests_deferred")),
    counter("requests_total", m("requests_total"), {
      label: { name: "finish_reason", otherwise: "unknown" },
    }),
    largest("model_loaded", m("loaded")),
    counter("prompt_tokens_total", m("prompt_tokens_total")),
    counter("prefix_cache_queried_tokens_total", m("prompt_tokens_total")),
    // What of the prompts had not to be computed.
    counter("prefix_cache_hit_tokens_total", m("prompt_tokens_total"), {
      minus: [m("input_tokens_total")],
    }),
    counter("generation_tokens_total", m("output_tokens_total")),
    gauge("generation_tokens_per_second", [m("tokens_per_second"), "lemonade_tokens_per_second"], {
      isUnknownAtZero: true,
    }),
  ],
};
