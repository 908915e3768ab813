/** Metrics of which 0 is no value: what an engine writes as long as it does not know. */
export const NEVER_ZERO: ReadonlySet<string> = new Set([
  "kv_cache_capacity_tokens",
  "max_concurrent_requests",
  "model_context_tokens",
  "model_size_bytes",
  "lora_adapters_max",
  "spec_decode_acceptance_length",
]);
