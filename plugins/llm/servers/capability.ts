import type { FamilySet } from "@llm-monitor/sdk";
import type { ServerKind } from "./server_kind.ts";

/** Questions that an operator may have about an engine, and the metrics that answer them. */
export const FEATURES: Readonly<Record<string, readonly string[]>> = {
  requests: ["requests_running"],
  queue: ["requests_waiting"],
  finished_requests: ["requests_total"],
  errors: ["request_errors_total"],
  prompt_tokens: ["prompt_tokens_total"],
  generation_tokens: ["generation_tokens_total"],
  time_to_first_token: ["time_to_first_token_seconds"],
  token_latency: ["inter_token_latency_seconds", "time_per_output_token_seconds"],
  request_duration: ["request_duration_seconds"],
  queue_time: ["request_queue_seconds"],
  prefill_and_decode_time: ["request_prefill_seconds", "request_inference_seconds"],
  kv_cache_usage: ["kv_cache_usage_ratio"],
  kv_cache_capacity: ["kv_cache_capacity_tokens"],
  prefix_cache: ["prefix_cache_hit_tokens_total", "prefix_cache_hit_ratio"],
  preemptions: ["preemptions_total"],
  concurrency_limit: ["max_concurrent_requests"],
  models: ["model_info"],
  loaded_models: ["model_loaded"],
  model_memory: ["model_vram_bytes", "model_memory_bytes"],
  context_length: ["model_context_tokens"],
  sleeping: ["sleeping"],
  lora: ["lora_adapters"],
  speculative_decoding: ["spec_decode_accepted_tokens_total", "spec_decode_acceptance_ratio"],
  deployments: ["deployment_state"],
  backends: ["backend_up"],
};

/** Everything that a server can tell when `engine` computes, each after `llm_monitor_llm_`. */
export function listMetrics({ metrics, sources }: ServerKind, engine: string): ReadonlySet<string> {
  const mapping = metrics?.mappings.find(({ id }) => id === engine) ?? metrics?.mappings.at(-1);
  return new Set([
    ...(mapping?.rows ?? []).filter(({ isOld }) => !isOld).map(({ to }) => to),
    ...(mapping?.derived ?? []).map(({ to }) => to),
    ...sources.flatMap(({ provides }) => provides),
  ]);
}

/** Tells of each feature whether the engine can tell it, so that a board need not guess. */
export function addCapability(
  set: FamilySet,
  { labels, kind, engine }: {
    labels: Readonly<Record<string, string>>;
    kind: ServerKind;
    engine: string;
  },
): void {
  const told = listMetrics(kind, engine);
  for (const [feature, metrics] of Object.entries(FEATURES)) {
    const can = metrics.some((metric) => told.has(metric));
    set.gauge("llm_monitor_llm_capability", { ...labels, feature }, can ? 1 : 0);
  }
}
