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
    asks: "How much prefill is there?",
    unit: "suffix: tok/s",
    expr: rate("llm_monitor_llm_prompt_tokens_total"),
  }),
  byModel({
    title: "Generated tokens",
    asks: "How many tokens are generated?",
    unit: "suffix: tok/s",
    expr: rate("llm_monitor_llm_generation_tokens_total"),
  }),
  byModel({
    title: "Tokens per running request",
    asks: "How fast does a request get its tokens, on average?",
    help:
      "It falls as batches grow. A fall at the same traffic is a throttled GPU or a noisy neighbour.",
    unit: "suffix: tok/s",
    expr: `${rate("llm_monitor_llm_generation_tokens_total")}` +
      ` / (sum by (${MODEL}) (avg_over_time(llm_monitor_llm_requests_running[$__rate_interval])) > 0)`,
  }),
  byModel({
    title: "Finished requests",
    asks: "How many requests finish, and why? length: the answer was cut off at the token limit.",
    unit: "reqps",
    isStacked: true,
    expr: rate("llm_monitor_llm_requests_total", "finish_reason"),
    legend: "{{finish_reason}}",
  }),
  byModel({
    title: "Failed requests by reason",
    asks: "How many requests fail, where and why?",
    unit: "reqps",
    expr: rate("llm_monitor_llm_request_errors_total", "target, reason"),
    legend: "{{target}} {{reason}}",
  }),
  byModel({
    title: "Reported throughput",
    asks: "What throughput do engines without a token counter report?",
    help: "Their latest measurement, not a rate. Prefer Generated tokens where it has data.",
    unit: "suffix: tok/s",
    expr: `max by (${MODEL}) (llm_monitor_llm_generation_tokens_per_second)`,
  }),
];

/** Queues and caches. */
export const SATURATION = [
  byModel({
    title: "Running requests",
    asks: "How large are the batches?",
    unit: "none",
    // A router counts its requests without the model, and Grafana writes the name of a missing label.
    expr: `label_replace(sum by (${MODEL}) (llm_monitor_llm_requests_running), ` +
      '"model", "all models", "model", "")',
  }),
  byModel({
    title: "Waiting requests",
    asks: "Is a queue growing?",
    unit: "none",
    lines: { warn: llm.waitingRequests },
    expr: `sum by (${MODEL}) (llm_monitor_llm_requests_waiting)`,
  }),
  byModel({
    title: "Concurrency limit used",
    asks: "Do requests wait because of the server's limit rather than its GPU?",
    unit: "percentunit",
    max: 1,
    expr: `sum by (${MODEL}) (llm_monitor_llm_requests_running)` +
      ` / sum by (${MODEL}) (llm_monitor_llm_max_concurrent_requests)`,
  }),
  byModel({
    title: "KV cache usage",
    asks: "Which cache is full? Requests then wait or are preempted.",
    unit: "percentunit",
    max: 1,
    lines: { warn: llm.kvCacheHighRatio, bad: llm.kvCacheFullRatio },
    expr: `max by (${MODEL}) (llm_monitor_llm_kv_cache_usage_ratio)`,
  }),
  byModel({
    title: "Free KV cache",
    asks: "How many tokens of context still fit?",
    unit: "short",
    expr: `sum by (${MODEL}) (llm_monitor_llm_kv_cache_capacity_tokens) -` +
      ` (sum by (${MODEL}) (llm_monitor_llm_kv_cache_used_tokens)` +
      ` or sum by (${MODEL}) (llm_monitor_llm_kv_cache_capacity_tokens * llm_monitor_llm_kv_cache_usage_ratio))`,
  }),
  byModel({
    title: "Preemptions",
    asks: "Are requests preempted for lack of KV cache? Each prompt is computed again.",
    unit: "suffix: /s",
    lines: { warn: llm.preemptionsPerSecond },
    expr: rate("llm_monitor_llm_preemptions_total"),
  }),
];

/** Work that caches save. */
export const CACHES = [
  lines({
    title: "Prefix cache hit rate",
    asks: "What share of prompt tokens comes from the cache?",
    help: "A fall at the same traffic: the cache is too small, or prompts now start differently.",
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
    title: "External prefix cache hit rate",
    asks: "What share comes from a shared or on-disk cache, such as LMCache?",
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
