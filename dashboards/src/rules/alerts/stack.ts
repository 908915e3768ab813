import { THRESHOLDS } from "../../../../runtime/contract/thresholds.ts";
import { AT_ONCE, HELD, NOT_HELD } from "../rule.ts";
import type { Alert, RuleGroup } from "../rule.ts";

const { ruleDurationRatio, refusedSamplesPerSecond, lokiErrorRatio } = THRESHOLDS.stack;
export const STACK_ALERTS: RuleGroup<Alert> = {
  name: "stack",
  source: "dashboards/src/rules/alerts/stack.ts",
  rules: [
    {
      alert: "LlmMonitorWatchdog",
      severity: "info",
      expr: "vector(1)",
      lasts: AT_ONCE,
      holds: NOT_HELD,
      summary: "Alerting works",
      description:
        "This alert fires always ({{ $value }}), so that the receiver at the end of the line knows that " +
        "the line works: send it to a service that calls when it stops.",
    },
    {
      alert: "LlmMonitorStackDown",
      severity: "critical",
      expr: ["prometheus", "alertmanager", "loki", "alloy"].map((name) =>
        `(up == 0 and on (job, instance) last_over_time(${name}_build_info[1d]))`
      ).join("\nor\n"),
      lasts: { time: "5m", because: "an upgrade restarts it" },
      holds: HELD,
      summary: "{{ $labels.job }} of the monitoring stack at {{ $labels.instance }} is down",
      description:
        "Prometheus cannot scrape it (up is {{ $value }}). Without it there are no alerts, or no logs. " +
        "See docker compose ps and its log.",
    },
    {
      alert: "LlmMonitorPrometheusConfigRefused",
      severity: "warning",
      expr: "prometheus_config_last_reload_successful == 0",
      lasts: { time: "5m", because: "somebody may be editing it" },
      holds: NOT_HELD,
      summary: "Prometheus at {{ $labels.instance }} refuses its configuration",
      description:
        "The one before is in force (successful is {{ $value }}), and the next start fails. promtool " +
        "check config says where.",
    },
    {
      alert: "LlmMonitorRulesFailing",
      severity: "critical",
      expr: `sum by (job, instance, rule_group) (
  increase(prometheus_rule_evaluation_failures_total[5m])
) > 0`,
      lasts: { time: "5m", because: "a start may evaluate before there is data" },
      holds: HELD,
      summary: "Rules of Prometheus at {{ $labels.instance }} fail",
      description:
        "{{ $value | humanize }} evaluations of {{ $labels.rule_group }} failed in 5 minutes: its alerts " +
        "cannot fire. The page /rules of Prometheus says why.",
    },
    {
      alert: "LlmMonitorRulesSlow",
      severity: "warning",
      expr: `prometheus_rule_group_last_duration_seconds
  / (prometheus_rule_group_interval_seconds > 0) > ${ruleDurationRatio}`,
      lasts: { time: "15m", because: "a compaction slows everything for a while" },
      holds: HELD,
      summary: "Rules of Prometheus at {{ $labels.instance }} are slow",
      description:
        "{{ $labels.rule_group }} takes {{ $value | humanizePercentage }} of its interval. Split it, give " +
        "it a longer interval, or give Prometheus more CPU.",
    },
    {
      alert: "LlmMonitorNotificationsDropped",
      severity: "critical",
      expr: `rate(prometheus_notifications_dropped_total[5m]) > 0
  or prometheus_notifications_alertmanagers_discovered == 0`,
      lasts: { time: "5m", because: "Alertmanager may be restarted" },
      holds: HELD,
      summary: "Prometheus at {{ $labels.instance }} cannot reach an Alertmanager",
      description:
        "Alerts fire, and nobody is notified ({{ $value | humanize }}). See whether Alertmanager runs, and the " +
        "section alerting of prometheus.yml.",
    },
    {
      alert: "LlmMonitorNotificationsFailing",
      severity: "critical",
      expr: `sum by (job, instance, integration) (
  rate(alertmanager_notifications_failed_total[5m])
) > 0`,
      lasts: { time: "5m", because: "it is tried again by itself" },
      holds: HELD,
      summary: "Alertmanager at {{ $labels.instance }} cannot notify by {{ $labels.integration }}",
      description:
        "{{ $value | humanize }} notifications a second fail: you may read this late, or only here. Its log " +
        "says why; keys and addresses are the usual reasons.",
    },
    {
      alert: "LlmMonitorAlertmanagerConfigRefused",
      severity: "warning",
      expr: "alertmanager_config_last_reload_successful == 0",
      lasts: { time: "5m", because: "somebody may be editing it" },
      holds: NOT_HELD,
      summary: "Alertmanager at {{ $labels.instance }} refuses its configuration",
      description:
        "The one before is in force (successful is {{ $value }}). amtool check-config says where.",
    },
    {
      alert: "LlmMonitorSamplesRefused",
      severity: "warning",
      expr: `rate(prometheus_target_scrapes_sample_out_of_order_total[10m])
  + rate(prometheus_target_scrapes_sample_duplicate_timestamp_total[10m])
  + rate(prometheus_target_scrapes_exceeded_sample_limit_total[10m]) > ${refusedSamplesPerSecond}`,
      lasts: { time: "15m", because: "a restart may repeat a scrape" },
      holds: HELD,
      summary: "Prometheus at {{ $labels.instance }} refuses samples",
      description:
        "{{ $value | humanize }} a second: two targets have the same labels, or one reports more than it may. " +
        "The log of Prometheus names the target.",
    },
    {
      alert: "LlmMonitorTsdbFailing",
      severity: "critical",
      expr: `increase(prometheus_tsdb_compactions_failed_total[1h]) > 0
  or increase(prometheus_tsdb_wal_corruptions_total[1h]) > 0`,
      lasts: { time: "5m", because: "it is tried again by itself" },
      holds: { time: "1h", because: "the count is over an hour" },
      summary: "The storage of Prometheus at {{ $labels.instance }} fails",
      description:
        "{{ $value | humanize }} times in an hour. A full disk is the usual reason; a broken one the other.",
    },
    {
      alert: "LlmMonitorLogFlowStopped",
      severity: "warning",
      expr: `sum by (job, instance) (rate(loki_write_sent_entries_total[10m])) == 0
  or sum by (job, instance) (rate(loki_write_dropped_entries_total[10m])) > 0`,
      lasts: { time: "10m", because: "a quiet machine may write nothing for some minutes" },
      holds: HELD,
      summary: "Logs of {{ $labels.instance }} do not arrive",
      description:
        "Alloy sends nothing, or what it sends is dropped ({{ $value | humanize }} a second), whatever its " +
        "health says. See its log, and whether it reaches Docker's socket proxy and Loki.",
    },
    {
      alert: "LlmMonitorLokiFailing",
      severity: "warning",
      expr: `sum by (job, instance, route) (
  rate(loki_request_duration_seconds_count{status_code=~"5.."}[5m])
)
  / (sum by (job, instance, route) (rate(loki_request_duration_seconds_count[5m])) > 0)
  > ${lokiErrorRatio}`,
      lasts: { time: "10m", because: "clients try again by themselves" },
      holds: HELD,
      summary: "Loki at {{ $labels.instance }} fails at {{ $labels.route }}",
      description:
        "{{ $value | humanizePercentage }} of these requests fail. See its log; a full disk and limits are " +
        "the usual reasons.",
    },
  ],
};
