import type { FinishedRequest } from "../../../sim/engine_view.ts";
import {
  FIRST_TOKEN_SECONDS,
  REQUEST_SECONDS,
  STEP_TOKENS,
  TOKEN_SECONDS,
  upToContext,
} from "../../exposition/bounds.ts";
import {
  completed,
  DECODE,
  DURATION,
  FIRST_TOKEN,
  GENERATION_TOKENS,
  INFERENCE,
  INTERVAL,
  PREFILL,
  PROMPT_TOKENS,
  QUEUE,
  STEP,
  TOKEN_MEAN,
} from "../../exposition/observed.ts";
import { byLabel, counter, gauge, histogram } from "../../exposition/table.ts";
import type { Row } from "../../exposition/table.ts";

const v = (name: string) => `vllm:${name}`;

const FINISHED = "Count of successfully processed requests.";

/** What all faces of vLLM V1 tell, but for how requests ended. */
const COMMON: readonly Row[] = [
  gauge(
    v("num_requests_running"),
    "Number of requests in model execution batches.",
    ({ snapshot }) => snapshot.runningRequests,
  ),
  gauge(
    v("num_requests_waiting"),
    "Number of requests waiting to be processed.",
    ({ snapshot }) => snapshot.waitingRequests,
  ),
  gauge(
    v("num_requests_waiting_by_reason"),
    "Number of waiting requests by reason.",
    ({ snapshot }) => byLabel("reason", { capacity: snapshot.waitingRequests, deferred: 0 }),
  ),
  gauge(
    v("kv_cache_usage_perc"),
    "KV-cache usage. 1 means 100 percent usage.",
    ({ snapshot }) => snapshot.kvUsageRatio,
  ),
  counter(
    v("prefix_cache_queries_total"),
    "Prefix cache queries, in terms of number of queried tokens.",
    ({ snapshot }) => snapshot.promptTokensTotal,
  ),
  counter(
    v("prefix_cache_hits_total"),
    "Prefix cache hits, in terms of number of cached tokens.",
    ({ snapshot }) => snapshot.cachedTokensTotal,
  ),
  counter(
    v("external_prefix_cache_queries_total"),
    "External prefix cache queries from KV connector cross-instance cache sharing, in terms of " +
      "number of queried tokens.",
    () => 0,
  ),
  counter(
    v("external_prefix_cache_hits_total"),
    "External prefix cache hits from KV connector cross-instance cache sharing, in terms of " +
      "number of cached tokens.",
    () => 0,
  ),
  counter(
    v("num_preemptions_total"),
    "Cumulative number of preemption from the engine.",
    ({ snapshot }) => snapshot.preemptionsTotal,
  ),
  counter(
    v("prompt_tokens_total"),
    "Number of prefill tokens processed.",
    ({ snapshot }) => snapshot.promptTokensTotal,
  ),
  counter(
    v("prompt_tokens_by_source_total"),
    "Number of prompt tokens by source.",
    ({ snapshot: { promptTokensTotal, cachedTokensTotal } }) =>
      byLabel("source", {
        local_compute: promptTokensTotal - cachedTokensTotal,
        local_cache_hit: cachedTokensTotal,
        external_kv_transfer: 0,
      }),
  ),
  counter(
    v("prompt_tokens_cached_total"),
    "Number of cached prompt tokens (local + external).",
    ({ snapshot }) => snapshot.cachedTokensTotal,
  ),
  counter(
    v("generation_tokens_total"),
    "Number of generation tokens processed.",
    ({ snapshot }) => snapshot.generationTokensTotal,
  ),
  histogram(
    v("request_prompt_tokens"),
    "Number of prefill tokens processed.",
    upToContext,
    PROMPT_TOKENS,
  ),
  histogram(
    v("request_generation_tokens"),
    "Number of generation tokens processed.",
    upToContext,
    GENERATION_TOKENS,
  ),
  histogram(
    v("request_max_num_generation_tokens"),
    "Histogram of maximum number of requested generation tokens.",
    upToContext,
    GENERATION_TOKENS,
  ),
  histogram(
    v("request_params_n"),
    "Histogram of the n request parameter.",
    [1, 2, 5, 10, 20],
    completed(() => 1),
  ),
  histogram(
    v("request_params_max_tokens"),
    "Histogram of the max_tokens request parameter.",
    upToContext,
    GENERATION_TOKENS,
  ),
  histogram(
    v("request_prefill_kv_computed_tokens"),
    "Histogram of new KV tokens computed during prefill (excluding cached tokens).",
    upToContext,
    completed(({ promptTokens, cachedTokens }) => promptTokens - cachedTokens),
  ),
  histogram(
    v("time_to_first_token_seconds"),
    "Histogram of time to first token in seconds.",
    FIRST_TOKEN_SECONDS,
    FIRST_TOKEN,
  ),
  histogram(
    v("inter_token_latency_seconds"),
    "Histogram of inter-token latency in seconds.",
    TOKEN_SECONDS,
    INTERVAL,
  ),
  histogram(
    v("request_time_per_output_token_seconds"),
    "Histogram of time_per_output_token_seconds per request.",
    TOKEN_SECONDS,
    TOKEN_MEAN,
  ),
  histogram(
    v("e2e_request_latency_seconds"),
    "Histogram of e2e request latency in seconds.",
    REQUEST_SECONDS,
    DURATION,
  ),
  histogram(
    v("request_queue_time_seconds"),
    "Histogram of time spent in WAITING phase for request.",
    REQUEST_SECONDS,
    QUEUE,
  ),
  histogram(
    v("request_inference_time_seconds"),
    "Histogram of time spent in RUNNING phase for request.",
    REQUEST_SECONDS,
    INFERENCE,
  ),
  histogram(
    v("request_prefill_time_seconds"),
    "Histogram of time spent in PREFILL phase for request.",
    REQUEST_SECONDS,
    PREFILL,
  ),
  histogram(
    v("request_decode_time_seconds"),
    "Histogram of time spent in DECODE phase for request.",
    REQUEST_SECONDS,
    DECODE,
  ),
];

/** What the Python front end tells, with every reason from the start on. */
export const V1_ROWS: readonly Row[] = [
  ...COMMON,
  gauge(
    v("engine_sleep_state"),
    "Engine sleep state; awake = 0 means engine is sleeping; awake = 1 means engine is awake; " +
      "weights_offloaded = 1 means sleep level 1; discard_all = 1 means sleep level 2.",
    ({ model }) =>
      byLabel("sleep_state", {
        awake: model.isLoaded ? 1 : 0,
        weights_offloaded: model.isLoaded ? 0 : 1,
        discard_all: 0,
      }),
  ),
  counter(
    v("mm_cache_queries_total"),
    "Multi-modal cache queries, in terms of number of queried items.",
    () => 0,
  ),
  counter(
    v("mm_cache_hits_total"),
    "Multi-modal cache hits, in terms of number of cached items.",
    () => 0,
  ),
  counter(
    v("request_success_total"),
    FINISHED,
    ({ snapshot: { finishedTotal } }) =>
      byLabel("finished_reason", { ...finishedTotal, repetition: 0 }),
  ),
  histogram(
    v("iteration_tokens_total"),
    "Histogram of number of tokens per engine_step.",
    STEP_TOKENS,
    STEP,
  ),
  gauge(
    v("cache_config_info"),
    "Information of the LLMEngine CacheConfig",
    ({ view: { kvBlockTokens, kvCapacityTokens }, model: { contextTokens } }) => [{
      labels: {
        block_size: String(kvBlockTokens),
        cache_dtype: "auto",
        cpu_offload_gb: "0",
        enable_prefix_caching: "True",
        gpu_memory_utilization: "0.9",
        kv_cache_max_concurrency: (kvCapacityTokens / contextTokens).toFixed(2),
        kv_cache_size_tokens: String(kvCapacityTokens),
        num_cpu_blocks: "None",
        num_gpu_blocks: String(Math.floor(kvCapacityTokens / kvBlockTokens)),
        num_gpu_blocks_override: "None",
        sliding_window: "None",
        swap_space: "4",
      },
      value: 1,
    }],
  ),
];

/** What the Rust front end tells: less, and a reason from its first request on. */
export const RUST_ROWS: readonly Row[] = [
  ...COMMON,
  counter(
    v("request_success_total"),
    FINISHED,
    ({ snapshot: { finishedTotal } }) => byLabel("finished_reason", usedReasons(finishedTotal)),
  ),
];

function usedReasons(
  finished: Readonly<Record<FinishedRequest["reason"], number>>,
): Record<string, number> {
  return Object.fromEntries(Object.entries(finished).filter(([, count]) => count > 0));
}
