import { FIRST_TOKEN_SECONDS, REQUEST_SECONDS, TOKEN_SECONDS } from "../../exposition/bounds.ts";
import {
  DECODE,
  DURATION,
  FIRST_TOKEN,
  INFERENCE,
  PREFILL,
  QUEUE,
  TOKEN_MEAN,
} from "../../exposition/observed.ts";
import { byLabel, counter, gauge, histogram, onFirstUse } from "../../exposition/table.ts";
import type { HistogramRow, NumberRow, Row, Telling } from "../../exposition/table.ts";

const t = (name: string) => `trtllm_${name}`;

const g = (name: string, help: string, tell: NumberRow["tell"]) => gauge(t(name), help, tell);
const c = (name: string, help: string, tell: NumberRow["tell"]) =>
  counter(t(`${name}_total`), help, tell);
const h = (
  name: string,
  help: string,
  bounds: readonly number[],
  of: HistogramRow["of"],
) => histogram(t(name), help, bounds, of);

function blocks({ view }: Telling, tokens: number): number {
  return Math.round(tokens / view.kvBlockTokens);
}

/** trtllm-serve at /prometheus/metrics. */
export const TRTLLM_ROWS: readonly Row[] = [
  c("request_success", "Count of successfully processed requests.", ({ snapshot }) => {
    const { stop, length } = snapshot.finishedTotal;
    return onFirstUse(byLabel("finished_reason", { stop, length }));
  }),
  c(
    "request_error",
    "Count of requests that failed, by HTTP code.",
    ({ snapshot }) => onFirstUse(byLabel("http_code", { 500: snapshot.finishedTotal.error })),
  ),
  c(
    "num_requests_completed",
    "Number of completed requests.",
    ({ snapshot }) => snapshot.finishedTotal.stop + snapshot.finishedTotal.length,
  ),
  c(
    "prompt_tokens",
    "Number of prefill tokens processed.",
    ({ snapshot }) => snapshot.promptTokensTotal,
  ),
  c(
    "generation_tokens",
    "Number of generation tokens processed.",
    ({ snapshot }) => snapshot.generationTokensTotal,
  ),
  c(
    "prompt_cached_tokens",
    "Number of cached prompt tokens.",
    ({ snapshot }) => snapshot.cachedTokensTotal,
  ),
  c(
    "kv_cache_reused_blocks",
    "Number of reused KV cache blocks.",
    (telling) => blocks(telling, telling.snapshot.cachedTokensTotal),
  ),
  c("kv_cache_missed_blocks", "Number of missed KV cache blocks.", (telling) => {
    const { promptTokensTotal, cachedTokensTotal } = telling.snapshot;
    return blocks(telling, promptTokensTotal - cachedTokensTotal);
  }),
  g(
    "kv_cache_hit_rate",
    "KV cache hit rate.",
    ({ snapshot }) =>
      snapshot.promptTokensTotal === 0
        ? 0
        : snapshot.cachedTokensTotal / snapshot.promptTokensTotal,
  ),
  g("kv_cache_utilization", "KV cache utilization.", ({ snapshot }) => snapshot.kvUsageRatio),
  g("kv_cache_host_utilization", "KV cache utilization on the host.", () => 0),
  g(
    "kv_cache_max_blocks",
    "Maximum number of KV cache blocks.",
    (telling) => blocks(telling, telling.view.kvCapacityTokens),
  ),
  g(
    "kv_cache_free_blocks",
    "Number of free KV cache blocks.",
    (telling) => blocks(telling, telling.view.kvCapacityTokens - telling.snapshot.kvUsedTokens),
  ),
  g(
    "kv_cache_used_blocks",
    "Number of used KV cache blocks.",
    (telling) => blocks(telling, telling.snapshot.kvUsedTokens),
  ),
  g(
    "kv_cache_tokens_per_block",
    "Number of tokens per KV cache block.",
    ({ view }) => view.kvBlockTokens,
  ),
  g(
    "num_requests_running",
    "Number of running requests.",
    ({ snapshot }) => snapshot.runningRequests,
  ),
  g(
    "num_requests_waiting",
    "Number of waiting requests.",
    ({ snapshot }) => snapshot.waitingRequests,
  ),
  g(
    "num_generation_requests",
    "Number of requests that generate.",
    ({ snapshot }) => snapshot.runningRequests,
  ),
  g("num_context_requests", "Number of requests in their prefill.", () => 0),
  g("num_paused_requests", "Number of paused requests.", () => 0),
  g(
    "num_scheduled_requests",
    "Number of scheduled requests.",
    ({ snapshot }) => snapshot.runningRequests,
  ),
  g(
    "max_num_active_requests",
    "Maximum number of active requests.",
    ({ view }) => view.maxConcurrentRequests,
  ),
  g(
    "iteration_latency_seconds",
    "Latency of the last iteration.",
    ({ meanIntervalSeconds }) => meanIntervalSeconds,
  ),
  g("gpu_memory_usage_bytes", "GPU memory usage.", ({ model }) => model.vramBytes),
  g("cpu_memory_usage_bytes", "CPU memory usage.", () => 4_294_967_296),
  g("pinned_memory_usage_bytes", "Pinned memory usage.", () => 268_435_456),
  h(
    "time_to_first_token_seconds",
    "Histogram of time to first token in seconds.",
    FIRST_TOKEN_SECONDS,
    FIRST_TOKEN,
  ),
  h(
    "time_per_output_token_seconds",
    "Histogram of time per output token in seconds.",
    TOKEN_SECONDS,
    TOKEN_MEAN,
  ),
  h(
    "e2e_request_latency_seconds",
    "Histogram of end to end request latency in seconds.",
    REQUEST_SECONDS,
    DURATION,
  ),
  h(
    "request_queue_time_seconds",
    "Histogram of time spent in WAITING phase for request.",
    REQUEST_SECONDS,
    QUEUE,
  ),
  h(
    "request_prefill_time_seconds",
    "Histogram of time spent in PREFILL phase for request.",
    REQUEST_SECONDS,
    PREFILL,
  ),
  h(
    "request_decode_time_seconds",
    "Histogram of time spent in DECODE phase for request.",
    REQUEST_SECONDS,
    DECODE,
  ),
  h(
    "request_inference_time_seconds",
    "Histogram of time spent in RUNNING phase for request.",
    REQUEST_SECONDS,
    INFERENCE,
  ),
];
