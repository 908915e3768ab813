import { counter, gauge, largest } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

const l = (name: string) => `llamacpp:${name}`;

/**
 * llama.cpp's server. Its gauges of tokens a second are averages since anybody's last look, which two
 * observers would take from each other; the counters tell the same and are left alone by looking.
 */
export const llamacppMapping: MetricMapping = {
  id: "llamacpp",
  prefixes: ["llamacpp:"],
  // Of a router's pages, which are put together.
  modelLabels: ["model"],
  rows: [
    gauge("requests_running", l("requests_processing")),
    gauge("requests_waiting", l("requests_deferred")),
    largest("batch_requests", l("n_busy_slots_per_decode")),
    // Until the middle of 2025.
    largest("kv_cache_usage_ratio", l("kv_cache_usage_ratio"), { isOld: true }),
    gauge("kv_cache_used_tokens", l("kv_cache_tokens"), { isOld: true }),
    counter("prompt_tokens_total", l("prompt_tokens"), { plus: [l("prompt_tokens_cached")] }),
    counter("prefix_cache_queried_tokens_total", l("prompt_tokens"), {
      plus: [l("prompt_tokens_cached")],
    }),
    counter("prefix_cache_hit_tokens_total", l("prompt_tokens_cached")),
    counter("generation_tokens_total", l("tokens_predicted")),
    counter("prompt_processing_seconds_total", l("prompt_seconds")),
    counter("generation_seconds_total", l("tokens_predicted_seconds")),
    counter("spec_decode_drafts_total", l("spec_decode_num_drafts")),
    counter("spec_decode_draft_tokens_total", l("spec_decode_num_draft_tokens")),
    counter("spec_decode_accepted_tokens_total", l("spec_decode_num_accepted_tokens")),
  ],
};
