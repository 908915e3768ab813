import type { Recording, RuleGroup } from "../rule.ts";

/** Quantiles of the monitor's own times. */
export const MONITOR_RECORDINGS: readonly RuleGroup<Recording>[] = [{
  name: "monitor_quantiles",
  source: "dashboards/src/rules/recording/monitor.ts",
  rules: [
    {
      record: "plugin:collection_duration_seconds:p95_5m",
      expr: `histogram_quantile(0.95, sum by (job, instance, plugin, le) (
  rate(llm_monitor_plugin_collection_duration_seconds_bucket[5m])
))`,
      labels: ["job", "instance", "plugin"],
      help: "Time of a collection, p95 over 5 minutes.",
    },
    {
      record: "route:http_request_duration_seconds:p99_5m",
      expr: `histogram_quantile(0.99, sum by (job, instance, route, le) (
  rate(llm_monitor_runtime_http_request_duration_seconds_bucket[5m])
))`,
      labels: ["job", "instance", "route"],
      help: "Time of an answer of the monitor's HTTP server, p99 over 5 minutes.",
    },
  ],
}];
