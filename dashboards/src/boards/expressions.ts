/** Labels that tell one card from all others. */
export const CARD = "job, instance, gpu";
/** Expressions that several boards share. */

/** The labels of a server on a machine, as the right side of `by` or `on`. */
export const SERVER = "job, instance, target";

/**
 * Adds the index of the card to series that have its UUID alone. Labels of the card may change, and for
 * five minutes there are both: one is taken.
 */
export function withIndex(expr: string): string {
  return `${expr} * on (job, instance, gpu) group_left (index) ` +
    "max by (job, instance, gpu, index) (llm_monitor_gpu_info)";
}

/** The name of a card's series, after `withIndex`. */
export const CARD_LEGEND = "{{instance}} #{{index}}";

/** The name of the series of a server, which other machines may have, too. */
export const SERVER_LEGEND = "{{target}} {{instance}}";

/** The name of the series of a model of a server. */
export const MODEL_LEGEND = "{{target}} {{model}}";

/** Quantiles that the rules record. */
export type Quantile = "p50" | "p95" | "p99";

/** The recorded quantile of a histogram, for each model of a server, as it is now. */
export function quantileNow(quantile: Quantile, histogram: string): string {
  return `${histogram.replace("llm_monitor_", "model:")}:${quantile}_5m`;
}

/**
 * The same over time, the worst of each step of the graph. Engines choose their own buckets, so that
 * quantiles of several are never mixed.
 */
export function quantile(quantile: Quantile, histogram: string): string {
  return `max_over_time(${quantileNow(quantile, histogram)}[$__rate_interval])`;
}

/** The age of each plugin's data in seconds, while the plugin has something to tell. */
export const DATA_AGE =
  "time() - (llm_monitor_plugin_last_success_timestamp_seconds and on (job, instance, plugin) llm_monitor_plugin_up)";

/** 1 for each server that computes requests and brings out no token, else 0. */
export function notProducing(window: string): string {
  return `(sum by (${SERVER}) (llm_monitor_llm_requests_running) > bool 0)` +
    ` * (sum by (${SERVER}) (rate(llm_monitor_llm_generation_tokens_total[${window}])) == bool 0)`;
}

/** 1 for each card that is busy while the server on it brings out no token, else 0. */
export const BUSY_WITHOUT_TOKENS = withIndex(
  "max_over_time(gpu:busy_without_tokens:bool[$__rate_interval])",
);

/** Xid errors of the last hour: 0 where the kernel's log is read and holds none, absent where it is not. */
export const RECENT_XIDS = "sum(increase(llm_monitor_gpu_xid_errors_total[1h]))" +
  ' or 0 * max(llm_monitor_gpu_source_up{source="kernel_log"} == 1)';

/** Tokens a second of each model, as they are now; what passes through a proxy is not among them. */
export function ownTokensNow(kind: "prompt" | "generation"): string {
  return `model:llm_own_${kind}_tokens:rate5m`;
}

/** The same over time, the mean of each step of the graph. */
export function ownTokens(kind: "prompt" | "generation"): string {
  return `avg_over_time(${ownTokensNow(kind)}[$__rate_interval])`;
}

/**
 * The share of requests that failed, of the worst server. As in the alerts, those that a client gave up
 * did not, and some engines count failures among finished requests alone.
 */
export const FAILED_SHARE = `max((sum by (${SERVER})` +
  ' (rate(llm_monitor_llm_request_errors_total{reason!~"abort|cancel.*"}[5m]))' +
  ` or sum by (${SERVER}) (rate(llm_monitor_llm_requests_total{finish_reason="error"}[5m])))` +
  ` / sum by (${SERVER}) (rate(llm_monitor_llm_requests_total[5m])))`;
