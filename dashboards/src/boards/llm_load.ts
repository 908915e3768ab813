import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { lines } from "../layer/timeseries.ts";
import type { TimeseriesOptions } from "../layer/timeseries.ts";
import { MODEL_LEGEND, SERVER } from "./expressions.ts";

const { llm } = THRESHOLDS;

const MODEL = `${SERVER}, model`;

/** A third of the board's width, a series for each model of a server. */
function byModel(
  spec: Omit<TimeseriesOptions, "w" | "h" | "queries"> & { expr: string; legend?: string },
) {
  const { expr, legend = MODEL_LEGEND, ...rest } = spec;
  return lines({ ...rest, w: 8, h: 9, queries: [{ expr, legend }] });
}

const rate = (counter: string, by = MODEL) => `sum by (${by}) (rate(${counter}[$__rate_interval]))`;

/** Tokens and requests. */
export const THROUGHPUT = [
  byModel({
    title: "Prompt tokens",
    asks: "How much prefill is done?",
    unit: "suffix: tok/s",
    expr: rate("llm_monitor_llm_prompt_tokens_total"),
  }),
  byModel({
    title: "Generated tokens",
    asks: "How much comes out?",
    unit: "suffix: tok/s",
    expr: rate("llm_monitor_llm_generation_tokens_total"),
  }),
  byModel({
    title: "Tokens of one request",
    asks: "How fast does one request get its tokens, on average?",
    help:
      "It falls as batches grow. A fall at the same traffic is a slowed card or a bad neighbour.",
    unit: "suffix: tok/s",
    expr: `${rate("llm_monitor_llm_generation_tokens_total")}` +
      ` / (sum by (${MODEL}) (avg_over_time(llm_monitor_llm_requests_running[$__rate_interval])) > 0)`,
  }),
  byModel({
    title: "Requests that ended",
    asks: "How many requests end, and how? length means that the limit of tokens cut it off.",
    unit: "reqps",
    isStacked: true,
    expr: rate("llm_monitor_llm_requests_total", "finish_reason"),
    legend: "{{finish_reason}}",
  }),
  byModel({
    title: "Requests that failed",
    asks: "How many requests fail, where, and why?",
    unit: "reqps",
    expr: rate("llm_monitor_llm_request_errors_total", "target, reason"),
    legend: "{{target}} {{reason}}",
  }),
  byModel({
    title: "Tokens as engines measure them",
    asks: "What do engines without a counter of tokens say?",
    help: "A last measurement, not a rate. Prefer Generated tokens where it has data.",
    unit: "suffix: tok/s",
    expr: `max by (${MODEL}) (llm_monitor_llm_generation_tokens_per_second)`,
  }),
];

/** Queues and caches. */
export const SATURATION = [
  byModel({
    title: "Requests that run",
    asks: "How large are the batches?",
    unit: "none",
    expr: `sum by (${MODEL}) (llm_monitor_llm_requests_running)`,
  }),
  byModel({
    title: "Requests that wait",
    asks: "Does a queue grow?",
    unit: "none",
    lines: { warn: llm.waitingRequests },
    expr: `sum by (${MODEL}) (llm_monitor_llm_requests_waiting)`,
  }),
  byModel({
    title: "Running, of what may run",
    asks: "Does a limit of the server, and not its card, make requests wait?",
    unit: "percentunit",
    max: 1,
    expr: `sum by (${MODEL}) (llm_monitor_llm_requests_running)` +
      ` / sum by (${MODEL}) (llm_monitor_llm_max_concurrent_requests)`,
  }),
  byModel({
    title: "KV cache in use",
    asks: "Which cache is full? From there on requests wait or are preempted.",
    unit: "percentunit",
    max: 1,
    lines: { warn: llm.kvCacheHighRatio, bad: llm.kvCacheFullRatio },
    expr: `max by (${MODEL}) (llm_monitor_llm_kv_cache_usage_ratio)`,
  }),
  byModel({
    title: "KV cache free",
    asks: "How many tokens of context still fit?",
    unit: "short",
    expr: `sum by (${MODEL}) (llm_monitor_llm_kv_cache_capacity_tokens) -` +
      ` (sum by (${MODEL}) (llm_monitor_llm_kv_cache_used_tokens)` +
      ` or sum by (${MODEL}) (llm_monitor_llm_kv_cache_capacity_tokens * llm_monitor_llm_kv_cache_usage_ratio))`,
  }),
  byModel({
    title: "Preemptions",
    asks: "Are requests put back for lack of KV cache? Each computes its prompt again.",
    unit: "suffix: /s",
    lines: { warn: llm.preemptionsPerSecond },
    expr: rate("llm_monitor_llm_preemptions_total"),
  }),
];

/** Work that caches save. */
export const CACHES = [
  lines({
    title: "Prompt tokens from the prefix cache",
    asks: "Which share of the prompts is not computed again?",
    help: "A fall at the same traffic: the cache is too small, or prompts begin differently now.",
    w: 12,
    h: 8,
    unit: "percentunit",
    max: 1,
    queries: [{
      expr: `${rate("llm_monitor_llm_prefix_cache_hit_tokens_total")}` +
        ` / (${rate("llm_monitor_llm_prefix_cache_queried_tokens_total")} > 0)` +
        ` or max by (${MODEL}) (llm_monitor_llm_prefix_cache_hit_ratio)`,
      legend: MODEL_LEGEND,
    }],
  }),
  lines({
    title: "Prompt tokens from a cache beyond the engine's own",
    asks: "Which share comes from a cache that is shared or on disk, such as LMCache?",
    w: 12,
    h: 8,
    unit: "percentunit",
    max: 1,
    queries: [{
      expr: `${rate("llm_monitor_llm_external_prefix_cache_hit_tokens_total")}` +
        ` / (${rate("llm_monitor_llm_external_prefix_cache_queried_tokens_total")} > 0)`,
      legend: MODEL_LEGEND,
    }],
  }),
];
