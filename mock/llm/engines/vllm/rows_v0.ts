import { upToContext } from "../../exposition/bounds.ts";
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
} from "../../exposition/observed.ts";
import { byLabel, counter, gauge, global, histogram } from "../../exposition/table.ts";
import type { Row } from "../../exposition/table.ts";

const v = (name: string) => `vllm:${name}`;

export const FIRST_TOKEN_SECONDS = [
  ...[0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
];
export const TOKEN_SECONDS = [
  0.01,
  0.025,
  0.05,
  0.075,
  0.1,
  0.15,
  0.2,
  0.3,
  0.4,
  0.5,
  0.75,
  1,
  2.5,
];
const REQUEST_SECONDS = [0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60];
/** Of a GPU with graphs captured for batches of up to 256. */
const STEP_TOKENS = [1, 2, 4, ...Array.from({ length: 32 }, (_, index) => (index + 1) * 8)];

/** The names before V1; -1 says that there is no hit rate yet. */
export const V0_ROWS: readonly Row[] = [
  global(
    gauge(v("cache_config_info"), "Information of the LLMEngine CacheConfig", ({ view }) => [{
      labels: {
        block_size: String(view.kvBlockTokens),
        cache_dtype: "auto",
        calculate_kv_scales: "False",
        cpu_offload_gb: "0",
        enable_prefix_caching: "False",
        gpu_memory_utilization: "0.9",
        is_attention_free: "False",
        num_cpu_blocks: "9362",
        num_gpu_blocks: String(Math.floor(view.kvCapacityTokens / view.kvBlockTokens)),
        num_gpu_blocks_override: "None",
        sliding_window: "None",
        swap_space_bytes: "4294967296",
      },
      value: 1,
    }]),
  ),
  gauge(
    v("num_requests_running"),
    "Number of requests currently running on GPU.",
    ({ snapshot }) => snapshot.runningRequests,
  ),
  gauge(v("num_requests_swapped"), "Number of requests swapped to CPU.", () => 0),
  gauge(
    v("num_requests_waiting"),
    "Number of requests waiting to be processed.",
    ({ snapshot }) => snapshot.waitingRequests,
  ),
  gauge(
    v("gpu_cache_usage_perc"),
    "GPU KV-cache usage. 1 means 100 percent usage.",
    ({ snapshot }) => snapshot.kvUsageRatio,
  ),
  gauge(v("cpu_cache_usage_perc"), "CPU KV-cache usage. 1 means 100 percent usage.", () => 0),
  gauge(v("cpu_prefix_cache_hit_rate"), "CPU prefix cache block hit rate.", () => -1),
  gauge(
    v("gpu_prefix_cache_hit_rate"),
    "GPU prefix cache block hit rate.",
    ({ snapshot }) =>
      snapshot.cachedTokensTotal === 0
        ? -1
        : snapshot.cachedTokensTotal / snapshot.promptTokensTotal,
  ),
  global(
    gauge(v("lora_requests_info"), "Running stats on lora requests.", ({ view }) => [{
      labels: { max_lora: "0", running_lora_adapters: "", waiting_lora_adapters: "" },
      value: view.startedAtUnix(),
    }]),
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
    v("generation_tokens_total"),
    "Number of generation tokens processed.",
    ({ snapshot }) => snapshot.generationTokensTotal,
  ),
  counter(
    v("request_success_total"),
    "Count of successfully processed requests.",
    ({ snapshot: { finishedTotal: { stop, length, abort } } }) =>
      byLabel("finished_reason", { stop, length, abort }).filter(({ value }) => value > 0),
  ),
  histogram(
    v("iteration_tokens_total"),
    "Histogram of number of tokens per engine_step.",
    STEP_TOKENS,
    STEP,
  ),
  histogram(
    v("time_to_first_token_seconds"),
    "Histogram of time to first token in seconds.",
    FIRST_TOKEN_SECONDS,
    FIRST_TOKEN,
  ),
  histogram(
    v("time_per_output_token_seconds"),
    "Histogram of time per output token in seconds.",
    TOKEN_SECONDS,
    INTERVAL,
  ),
  histogram(
    v("e2e_request_latency_seconds"),
    "Histogram of end to end request latency in seconds.",
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
    v("time_in_queue_requests"),
    "Histogram of time the request spent in the queue in seconds.",
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
    v("request_params_n"),
    "Histogram of the n request parameter.",
    [1, 2, 5, 10, 20],
    completed(() => 1),
  ),
];
