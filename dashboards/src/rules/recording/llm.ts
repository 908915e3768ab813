import { BURN_RATES, SLOS } from "../../../../runtime/contract/thresholds.ts";
import { withoutProxies } from "../../promql/without_proxies.ts";
import { BY, labelsIn } from "../rule.ts";
import type { Recording, RuleGroup } from "../rule.ts";

const source = "dashboards/src/rules/recording/llm.ts";
const labels = labelsIn(BY.model);

/** Histograms whose quantiles are recorded; the name behind `llm_monitor_`, and what is measured. */
const TIMES = [
  ["llm_time_to_first_token_seconds", "Time to the first token"],
  ["llm_inter_token_latency_seconds", "Time between two tokens"],
  ["llm_time_per_output_token_seconds", "Mean time for an output token of a request"],
  ["llm_request_duration_seconds", "Time of a whole request"],
  ["llm_request_queue_seconds", "Time that a request waited"],
] as const;
const QUANTILES = [["p50", 0.5], ["p95", 0.95], ["p99", 0.99]] as const;

/** Histograms of which only the high end is looked at. */
const SIZES = [
  ["llm_request_prompt_tokens", "Tokens of a prompt"],
  ["llm_request_generation_tokens", "Tokens of an answer"],
  ["llm_step_tokens", "Tokens of a step"],
  ["llm_batch_formed_requests", "Requests of a batch when it is formed"],
] as const;

function recordQuantile(
  [metric, what]: readonly [metric: string, what: string],
  [name, quantile]: readonly [name: string, quantile: number],
): Recording {
  return {
    record: `model:${metric}:${name}_5m`,
    expr: `histogram_quantile(${quantile}, ` +
      `sum by (${BY.model}, le) (rate(llm_monitor_${metric}_bucket[5m])))`,
    labels,
    help: `${what}, ${name} over 5 minutes.`,
  };
}

const quantiles: readonly Recording[] = TIMES.flatMap(([metric, what]) => [
  ...QUANTILES.map((quantile) => recordQuantile([metric, what], quantile)),
  {
    record: `model:${metric}:mean_5m`,
    expr: `sum by (${BY.model}) (rate(llm_monitor_${metric}_sum[5m]))
  / (sum by (${BY.model}) (rate(llm_monitor_${metric}_count[5m])) > 0)`,
    labels,
    help: `${what}, mean over 5 minutes.`,
  },
]);

const rates: readonly Recording[] = ([
  ["llm_prompt_tokens", "Prompt tokens a second."],
  ["llm_generation_tokens", "Generated tokens a second."],
  ["llm_preemptions", "Preempted requests, a second."],
  ["llm_requests", "Requests that ended, a second."],
] as const).map(([metric, help]) => ({
  record: `model:${metric}:rate5m`,
  expr: `sum by (${BY.model}) (rate(llm_monitor_${metric}_total[5m]))`,
  labels,
  help,
}));

/** Tokens that servers compute themselves, and do not pass through. */
const OWN_TOKENS: readonly Recording[] = (["prompt", "generation"] as const).map((kind) => ({
  record: `model:llm_own_${kind}_tokens:rate5m`,
  expr: withoutProxies(`model:llm_${kind}_tokens:rate5m`),
  labels,
  help: `${
    kind === "prompt" ? "Prompt" : "Generated"
  } tokens a second of servers that stand before no others.`,
}));

/** Requests that failed, a second. Who hangs up is no failure; some engines tell of failures in requests_total alone. */
function failures(window: string): string {
  return `(
  sum by (${BY.model}) (rate(llm_monitor_llm_request_errors_total{reason!~"abort|cancel.*"}[${window}]))
    or
  sum by (${BY.model}) (rate(llm_monitor_llm_requests_total{finish_reason="error"}[${window}]))
)`;
}

function failedRatio(window: string): Recording {
  return {
    record: `model:llm_requests_failed:ratio_rate${window}`,
    expr: `${failures(window)}
  / (sum by (${BY.model}) (rate(llm_monitor_llm_requests_total[${window}])) > 0)`,
    labels,
    help: `Share of requests that failed, over ${window}.`,
  };
}

/** The share of a histogram's observations above a bound. */
function slowRatio(metric: string, seconds: number, window: string): Recording {
  const bound = Number.isInteger(seconds) ? `${seconds}.0` : String(seconds);
  const bucket = `llm_monitor_${metric}_bucket{le="${bound}"}`;
  return {
    record: `model:${metric}_slow:ratio_rate${window}`,
    expr: `1 - sum by (${BY.model}) (rate(${bucket}[${window}]))
  / (sum by (${BY.model}) (rate(llm_monitor_${metric}_count[${window}])) > 0)`,
    labels,
    help: `Share above ${seconds} s over ${window}.`,
  };
}

const { timeToFirstToken, interTokenLatency } = SLOS;
/** Of each objective, the share that missed it in a window. */
function missed(window: string): Recording[] {
  return [
    slowRatio("llm_time_to_first_token_seconds", timeToFirstToken.seconds, window),
    slowRatio("llm_inter_token_latency_seconds", interTokenLatency.seconds, window),
    failedRatio(window),
    {
      record: `model:llm_requests:rate${window}`,
      expr: `sum by (${BY.model}) (rate(llm_monitor_llm_requests_total[${window}]))`,
      labels,
      help: `Requests that ended, a second over ${window}.`,
    },
  ];
}

const SHORT = ["5m", "30m", "1h"];
const windows = [...new Set(BURN_RATES.flatMap(({ short, long }) => [short, long]))];

export const LLM_RECORDINGS: readonly RuleGroup<Recording>[] = [
  {
    name: "llm_quantiles",
    source,
    rules: [...quantiles, ...SIZES.map((size) => recordQuantile(size, ["p95", 0.95]))],
  },
  { name: "llm_rates", source, rules: [...rates, ...OWN_TOKENS] },
  {
    name: "llm_objectives",
    source,
    rules: windows.filter((window) => SHORT.includes(window)).flatMap(missed)
      // Among the rates already.
      .filter(({ record }) => record !== "model:llm_requests:rate5m"),
  },
  {
    name: "llm_objectives_long",
    source,
    // A window of hours moves little in two minutes, and costs to read.
    interval: "2m",
    rules: windows.filter((window) => !SHORT.includes(window)).flatMap(missed),
  },
  {
    name: "llm_capacity",
    source,
    rules: [
      {
        record: "model:llm_requests_waiting:avg5m",
        expr: `avg by (${BY.model}) (avg_over_time(llm_monitor_llm_requests_waiting[5m]))`,
        labels,
        help: "Requests that waited, mean over 5 minutes.",
      },
      {
        record: "model:llm_kv_cache_usage_ratio:avg5m",
        expr: `avg by (${BY.model}) (avg_over_time(llm_monitor_llm_kv_cache_usage_ratio[5m]))`,
        labels,
        help: "Share of the KV cache in use, mean over 5 minutes.",
      },
      {
        record: "model:llm_prefix_cache_hit:ratio_rate5m",
        expr: `sum by (${BY.model}) (rate(llm_monitor_llm_prefix_cache_hit_tokens_total[5m]))
  / (sum by (${BY.model}) (rate(llm_monitor_llm_prefix_cache_queried_tokens_total[5m])) > 0)`,
        labels,
        help: "Share of prompt tokens found in the prefix cache, over 5 minutes.",
      },
    ],
  },
];
