import {
  completed,
  DURATION,
  FIRST_TOKEN,
  GENERATION_TOKENS,
  INTERVAL,
  isCompleted,
  PROMPT_TOKENS,
  QUEUE,
} from "../exposition/observed.ts";
import { byLabel, counter, gauge, histogram, onFirstUse } from "../exposition/table.ts";
import type { NumberRow, Row, Telling } from "../exposition/table.ts";
import { upToContext } from "../exposition/bounds.ts";
import { rounded } from "./sglang_load.ts";

const s = (name: string) => `sglang:${name}`;

const CALL = { endpoint: "/v1/chat/completions", method: "POST" };
const RANKS = { tp_rank: "0", pp_rank: "0", moe_ep_rank: "0" };

const FIRST_TOKEN_SECONDS = [
  ...[0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8, 10, 20, 40, 60, 80, 100, 200, 400],
];
const TOKEN_SECONDS = [
  ...[0.002, 0.004, 0.006, 0.008, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.06, 0.08, 0.1],
  ...[0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8],
];
const REQUEST_SECONDS = [...FIRST_TOKEN_SECONDS, 600, 1200, 1800, 2400];
const QUEUE_SECONDS = [
  ...[0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 3, 4, 5, 10, 15, 20, 30, 40, 50],
  ...[60, 70, 80, 90, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000],
  ...[1200, 1400, 1600, 1800, 2000, 2500, 3000],
];

/** A gauge of the scheduler, with the ranks of the one that tells. */
function scheduler(name: string, help: string, tell: (telling: Telling) => number): NumberRow {
  return gauge(s(name), help, (telling) => [{ labels: RANKS, value: tell(telling) }]);
}

/** SGLang's gauges of its scheduler, and counters that move when a request ends. */
export const SGLANG_ROWS: readonly Row[] = [
  scheduler(
    "num_running_reqs",
    "The number of running requests.",
    ({ snapshot }) => snapshot.runningRequests,
  ),
  scheduler(
    "num_used_tokens",
    "The number of used tokens.",
    ({ snapshot }) => snapshot.kvUsedTokens,
  ),
  scheduler("token_usage", "The token usage.", ({ snapshot }) => rounded(snapshot.kvUsageRatio)),
  scheduler(
    "full_token_usage",
    "The token usage for full attention layers.",
    ({ snapshot }) => rounded(snapshot.kvUsageRatio),
  ),
  scheduler("swa_token_usage", "The token usage for SWA layers.", () => 0),
  scheduler("mamba_usage", "The token usage for Mamba layers.", () => 0),
  scheduler("gen_throughput", "The generation throughput (token/s).", throughput),
  scheduler(
    "num_queue_reqs",
    "The number of requests in the waiting queue.",
    ({ snapshot }) => snapshot.waitingRequests,
  ),
  scheduler(
    "num_grammar_queue_reqs",
    "The number of requests in the grammar waiting queue.",
    () => 0,
  ),
  scheduler("num_paused_reqs", "The number of paused requests by async weight sync.", () => 0),
  scheduler("num_retracted_reqs", "The number of retracted requests.", () => 0),
  scheduler(
    "cache_hit_rate",
    "The prefix cache hit rate.",
    ({ sums, snapshot }) =>
      snapshot.runningRequests > 0 || sums.promptTokens === 0
        ? 0
        : sums.cachedTokens / sums.promptTokens,
  ),
  scheduler(
    "spec_accept_length",
    "The average acceptance length of speculative decoding.",
    () => 0,
  ),
  scheduler("spec_accept_rate", "The average acceptance rate of speculative decoding.", () => 0),
  scheduler("utilization", "The utilization.", () => 0),
  scheduler("max_total_num_tokens", "Maximum total number of tokens in the KV cache pool.", (
    { view },
  ) => view.kvCapacityTokens),
  scheduler(
    "kv_used_tokens",
    "The number of used KV tokens.",
    ({ snapshot }) => snapshot.kvUsedTokens,
  ),
  scheduler(
    "kv_available_tokens",
    "The number of available KV tokens.",
    ({ snapshot, view }) => view.kvCapacityTokens - snapshot.kvUsedTokens,
  ),
  scheduler("kv_evictable_tokens", "The number of evictable KV tokens.", () => 0),
  scheduler("context_len", "The context length.", ({ model }) => model.contextTokens),
  scheduler("page_size", "The page size.", ({ view }) => view.kvBlockTokens),
  scheduler(
    "num_pages",
    "The number of pages.",
    ({ view }) => Math.floor(view.kvCapacityTokens / view.kvBlockTokens),
  ),
  scheduler("engine_startup_time", "The time taken for the engine to start up.", () => 38.4),
  counter(s("num_retracted_requests_total"), "Total number of retracted requests.", (
    { snapshot },
  ) => onFirstUse([{ labels: RANKS, value: snapshot.preemptionsTotal }])),
  counter(s("realtime_tokens_total"), "Total number of tokens processed in real time.", (
    { snapshot: { promptTokensTotal, cachedTokensTotal, generationTokensTotal } },
  ) =>
    byLabel("mode", {
      prefill_compute: promptTokensTotal - cachedTokensTotal,
      prefill_cache: cachedTokensTotal,
      decode: generationTokensTotal,
    }).map(({ labels, value }) => ({ labels: { ...RANKS, ...labels }, value }))),
  counter(
    s("prompt_tokens_total"),
    "Number of prefill tokens processed.",
    ({ sums }) => used(sums.promptTokens),
  ),
  counter(
    s("generation_tokens_total"),
    "Number of generation tokens processed.",
    ({ sums }) => used(sums.generationTokens),
  ),
  counter(
    s("cached_tokens_total"),
    "Number of cached prompt tokens.",
    ({ sums }) => onFirstUse(byLabel("cache_source", { device: sums.cachedTokens })),
  ),
  counter(
    s("num_requests_total"),
    "Number of requests processed.",
    ({ sums }) => used(sums.requests),
  ),
  counter(
    s("num_aborted_requests_total"),
    "Number of requests aborted.",
    ({ sums }) => used(sums.finished.abort),
  ),
  histogram(
    s("prompt_tokens_histogram"),
    "Histogram of prompt token length.",
    upToContext,
    PROMPT_TOKENS,
  ),
  histogram(
    s("uncached_prompt_tokens_histogram"),
    "Histogram of uncached prompt token length.",
    upToContext,
    completed(({ promptTokens, cachedTokens }) => promptTokens - cachedTokens),
  ),
  histogram(
    s("generation_tokens_histogram"),
    "Histogram of generation token length.",
    upToContext,
    GENERATION_TOKENS,
  ),
  histogram(
    s("time_to_first_token_seconds"),
    "Histogram of time to first token in seconds.",
    FIRST_TOKEN_SECONDS,
    FIRST_TOKEN,
  ),
  histogram(
    s("inter_token_latency_seconds"),
    "Histogram of inter-token latency in seconds.",
    TOKEN_SECONDS,
    INTERVAL,
  ),
  histogram(
    s("e2e_request_latency_seconds"),
    "Histogram of End-to-end request latency in seconds",
    REQUEST_SECONDS,
    DURATION,
  ),
  histogram(
    s("queue_time_seconds"),
    "Histogram of queueing time in seconds.",
    QUEUE_SECONDS,
    QUEUE,
  ),
  ...["prefill_forward", "decode_forward"].map((stage) =>
    histogram(
      s("per_stage_req_latency_seconds"),
      "The latency of each stage of requests.",
      FIRST_TOKEN_SECONDS,
      {
        request: (request) =>
          !isCompleted(request)
            ? undefined
            : stage === "prefill_forward"
            ? request.prefillSeconds
            : request.decodeSeconds,
      },
      { stage },
    )
  ),
  counter(
    s("http_requests_total"),
    "Total number of HTTP requests.",
    ({ sums }) => onFirstUse([{ labels: CALL, value: sums.requests }]),
  ),
  counter(s("http_responses_total"), "Total number of HTTP responses.", ({ sums }) =>
    onFirstUse([
      { labels: { ...CALL, status_code: "200" }, value: sums.requests - sums.finished.error },
      { labels: { ...CALL, status_code: "500" }, value: sums.finished.error },
    ])),
];

/** A series that is there from its first event on. */
function used(value: number) {
  return onFirstUse([{ labels: {}, value }]);
}

/** What its running requests get now. */
function throughput({ snapshot, meanIntervalSeconds }: Telling): number {
  return meanIntervalSeconds === 0 ? 0 : snapshot.runningRequests / meanIntervalSeconds;
}
