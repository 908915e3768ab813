import type { FinishedRequest } from "../../../sim/engine_view.ts";
import {
  completed,
  FIRST_TOKEN,
  GENERATION_TOKENS,
  PROMPT_TOKENS,
} from "../../exposition/observed.ts";
import { byLabel, counter, gauge, global, histogram } from "../../exposition/table.ts";
import type { Row, Telling } from "../../exposition/table.ts";

const TOKENS = [10, 50, 100, 500, 1000];

function micros(seconds: number): number {
  return Math.round(seconds * 1e6);
}

function blocks({ view }: Telling, tokens: number): number {
  return Math.round(tokens / view.kvBlockTokens);
}

/** What Triton itself tells of each model: sums in microseconds, and no `_total`. */
export const CORE_ROWS: readonly Row[] = [
  counter(
    "nv_inference_request_success",
    "Number of successful inference requests, all batch sizes",
    ({ sums: { finished } }) => finished.stop + finished.length,
  ),
  counter(
    "nv_inference_request_failure",
    "Number of failed inference requests, all batch sizes",
    ({ sums: { finished } }) =>
      byLabel("reason", {
        REJECTED: 0,
        CANCELED: finished.abort,
        BACKEND: finished.error,
        OTHER: 0,
      }),
  ),
  counter(
    "nv_inference_count",
    "Number of inferences performed (does not include cached requests)",
    ({ sums }) => sums.requests,
  ),
  counter(
    "nv_inference_exec_count",
    "Number of model executions performed (does not include cached requests)",
    ({ sums }) => sums.requests,
  ),
  counter(
    "nv_inference_request_duration_us",
    "Cumulative inference request duration in microseconds (includes cached requests)",
    ({ sums }) => micros(sums.durationSeconds),
  ),
  counter(
    "nv_inference_queue_duration_us",
    "Cumulative inference queuing duration in microseconds (includes cached requests)",
    ({ sums }) => micros(sums.queueSeconds),
  ),
  counter(
    "nv_inference_compute_input_duration_us",
    "Cumulative compute input duration in microseconds (does not include cached requests)",
    ({ sums }) => sums.requests * 40,
  ),
  counter(
    "nv_inference_compute_infer_duration_us",
    "Cumulative compute inference duration in microseconds (does not include cached requests)",
    ({ sums }) => micros(sums.prefillSeconds + sums.decodeSeconds),
  ),
  counter(
    "nv_inference_compute_output_duration_us",
    "Cumulative inference compute output duration in microseconds (does not include cached " +
      "requests)",
    ({ sums }) => sums.requests * 60,
  ),
  gauge(
    "nv_inference_pending_request_count",
    "Instantaneous number of pending requests awaiting execution per-model.",
    ({ snapshot }) => snapshot.waitingRequests,
  ),
  gauge("nv_model_load_duration_secs", "Model load time in seconds", () => 21.5),
  global(gauge(
    "nv_pinned_memory_pool_total_bytes",
    "Pinned memory pool total memory size, in bytes",
    () => 268_435_456,
  )),
  global(gauge(
    "nv_pinned_memory_pool_used_bytes",
    "Pinned memory pool used memory size, in bytes",
    () => 0,
  )),
];

/** Times that an operator has to ask for, in milliseconds. */
export const LATENCY_ROWS: readonly Row[] = [
  histogram(
    "nv_inference_first_response_histogram_ms",
    "Duration from request to first response in milliseconds",
    [100, 500, 2000, 5000],
    completed((request: FinishedRequest) => (FIRST_TOKEN.request?.(request) ?? 0) * 1000),
  ),
];

/** What the backend of TensorRT-LLM adds. */
export const TRTLLM_ROWS: readonly Row[] = [
  gauge(
    "nv_trt_llm_request_metrics",
    "TRT LLM request metrics",
    ({ snapshot, view }) =>
      byLabel("request_type", {
        waiting: snapshot.waitingRequests,
        context: 0,
        scheduled: snapshot.runningRequests,
        max: view.maxConcurrentRequests,
        active: snapshot.runningRequests + snapshot.waitingRequests,
      }),
  ),
  gauge(
    "nv_trt_llm_runtime_memory_metrics",
    "TRT LLM runtime memory metrics",
    ({ model }) => byLabel("memory_type", { pinned: 0, gpu: model.vramBytes, cpu: 0 }),
  ),
  gauge("nv_trt_llm_kv_cache_block_metrics", "TRT LLM KV cache block metrics", (telling) => {
    const { snapshot: { kvUsageRatio, kvUsedTokens, cachedTokensTotal }, view } = telling;
    const max = blocks(telling, view.kvCapacityTokens);
    const used = blocks(telling, kvUsedTokens);
    return byLabel("kv_cache_block_type", {
      fraction: kvUsageRatio,
      tokens_per: view.kvBlockTokens,
      used,
      free: max - used,
      max,
      reused: blocks(telling, cachedTokensTotal),
    });
  }),
  gauge(
    "nv_trt_llm_inflight_batcher_metrics",
    "TRT LLM inflight_batcher-specific metrics",
    ({ snapshot }) =>
      byLabel("inflight_batcher_specific_metric", {
        micro_batch_id: 0,
        generation_requests: snapshot.runningRequests,
        total_context_tokens: 0,
        paused_requests: 0,
      }),
  ),
  gauge(
    "nv_trt_llm_general_metrics",
    "General TRT LLM metrics",
    ({ snapshot }) =>
      byLabel("general_type", {
        iteration_counter: snapshot.generationTokensTotal,
        timestamp: micros(Date.now() / 1000),
      }),
  ),
  counter(
    "nv_trt_llm_disaggregated_serving_metrics",
    "TRT LLM disaggregated serving metrics",
    () => byLabel("disaggregated_serving_type", { kv_cache_transfer_ms: 0, request_count: 0 }),
  ),
  histogram("nv_llm_input_token_len", "TRT LLM response metrics", TOKENS, PROMPT_TOKENS),
  histogram("nv_llm_output_token_len", "TRT LLM response metrics", TOKENS, GENERATION_TOKENS),
];
