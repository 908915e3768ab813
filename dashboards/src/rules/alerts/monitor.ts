import { THRESHOLDS } from "../../../../runtime/contract/thresholds.ts";
import { AT_ONCE, HELD, NOT_HELD } from "../rule.ts";
import type { Alert, RuleGroup } from "../rule.ts";

const { staleSeconds, starvedRatio, restarts, missedTicksRatio, scrapeSeconds } =
  THRESHOLDS.monitor;
/** Joins with the targets that are monitors of this project. */
const OURS = "on (job, instance) llm_monitor_runtime_info";

export const MONITOR_ALERTS: RuleGroup<Alert> = {
  name: "monitor",
  source: "dashboards/src/rules/alerts/monitor.ts",
  rules: [
    {
      alert: "LlmMonitorTargetDown",
      severity: "critical",
      expr: `up == 0
  and on (job, instance) last_over_time(llm_monitor_runtime_info[1d])`,
      lasts: {
        time: "2m",
        because: "a restart of the monitor takes seconds, a reboot is worth a page",
      },
      holds: HELD,
      summary: "llm-monitor on {{ $labels.instance }} does not answer",
      description:
        "Prometheus cannot scrape it (up is {{ $value }}), so that everything about this " +
        "host is unknown, and no other alert of it can fire. Look whether the host answers; then " +
        "whether the monitor runs: deno task healthcheck.",
    },
    {
      alert: "LlmMonitorPluginFailing",
      severity: "warning",
      expr: "llm_monitor_plugin_up == 0",
      lasts: { time: "5m", because: "a plugin is started again by itself, later each time" },
      holds: HELD,
      summary: "Plugin {{ $labels.plugin }} on {{ $labels.instance }} fails",
      description: "Its last collection gave no result (up is {{ $value }}): what it watches is " +
        "absent, not well. Its error stands on the status page and in /api/v1/plugins.",
    },
    {
      alert: "LlmMonitorPluginStale",
      severity: "warning",
      expr: `time() - llm_monitor_plugin_last_success_timestamp_seconds > ${staleSeconds}
  and on (job, instance, plugin) llm_monitor_plugin_up == 1`,
      lasts: { time: "1m", because: "the age itself is a wait" },
      holds: HELD,
      summary: "Data of plugin {{ $labels.plugin }} on {{ $labels.instance }} is old",
      description:
        "Its last good collection was {{ $value | humanizeDuration }} ago, and what is " +
        "shown is of that time. Look at the load of the machine and at what the plugin waits for.",
    },
    {
      alert: "LlmMonitorPluginQuarantined",
      severity: "warning",
      expr: `llm_monitor_plugin_state{state="quarantined"} == 1`,
      lasts: AT_ONCE,
      holds: { time: "5m", because: "a trial leaves the state for seconds, and mostly fails" },
      summary: "Plugin {{ $labels.plugin }} on {{ $labels.instance }} is quarantined",
      description:
        "It failed so often that it is only tried now and then, every 15 minutes by default " +
        "({{ $value }}). Read why on the status page; a changed folder is tried at once.",
    },
    {
      alert: "LlmMonitorPluginPending",
      severity: "info",
      expr: `llm_monitor_plugin_state{state="pending"} == 1`,
      lasts: { time: "15m", because: "somebody may be about to approve it" },
      holds: NOT_HELD,
      summary: "Plugin {{ $labels.plugin }} on {{ $labels.instance }} waits for approval",
      description:
        "It asks for more than is allowed without asking ({{ $value }}), and does not run. " +
        "See what it asks for: deno task plugin approve {{ $labels.plugin }}.",
    },
    {
      alert: "LlmMonitorPluginRestarting",
      severity: "warning",
      expr: `sum by (job, instance, plugin) (
  increase(llm_monitor_plugin_restarts_total{reason!~"idle|recycled|replaced|removed|shutdown"}[15m])
) > ${restarts}`,
      lasts: AT_ONCE,
      holds: { time: "15m", because: "restarts come further and further apart" },
      summary: "Plugin {{ $labels.plugin }} on {{ $labels.instance }} ends again and again",
      description:
        "Its process was started anew {{ $value | humanize }} times in 15 minutes. The " +
        "reason is a label of llm_monitor_plugin_restarts_total; memory_limit and call_timeout are " +
        "the usual ones.",
    },
    {
      alert: "LlmMonitorPermissionDenied",
      severity: "warning",
      expr: `sum by (job, instance, plugin, service, outcome) (
  increase(llm_monitor_plugin_service_calls_total{outcome=~"not_granted|forbidden_path"}[15m])
) > 0`,
      lasts: AT_ONCE,
      holds: { time: "1h", because: "an attempt at night should still be seen in the morning" },
      summary: "Plugin {{ $labels.plugin }} on {{ $labels.instance }} tried what it may not do",
      description: "{{ $value | humanize }} calls of {{ $labels.service }} were refused as " +
        "{{ $labels.outcome }} in 15 minutes. A plugin that works as its manifest says does not do " +
        "this: see the log, and revoke it where you do not know why.",
    },
    {
      alert: "LlmMonitorResultsRejected",
      severity: "warning",
      expr: `sum by (job, instance, plugin, reason) (
  increase(llm_monitor_plugin_rejected_families_total[15m])
) > 0`,
      lasts: { time: "5m", because: "one broken answer of a server is no fault of the plugin" },
      holds: HELD,
      summary: "Metrics of plugin {{ $labels.plugin }} on {{ $labels.instance }} are refused",
      description:
        "{{ $value | humanize }} families were refused in 15 minutes ({{ $labels.reason }}), " +
        "and are absent. The log names each family and the rule that it breaks.",
    },
    {
      alert: "LlmMonitorReloadFailed",
      severity: "warning",
      expr: "llm_monitor_plugin_reload_success == 0",
      lasts: { time: "10m", because: "somebody may be editing it" },
      holds: NOT_HELD,
      summary:
        "The new version of plugin {{ $labels.plugin }} on {{ $labels.instance }} did not start",
      description:
        "The old one runs on (reload_success is {{ $value }}). The status page says why the " +
        "new one was refused.",
    },
    {
      alert: "LlmMonitorConfigRefused",
      severity: "warning",
      expr: "llm_monitor_runtime_config_reload_success == 0",
      lasts: { time: "5m", because: "somebody may be editing it" },
      holds: NOT_HELD,
      summary: "The configuration of llm-monitor on {{ $labels.instance }} is refused",
      description:
        "The one before is in force (reload_success is {{ $value }}), and the next start " +
        "fails. deno task check names file, line and what to write.",
    },
    {
      alert: "LlmMonitorPluginStarved",
      severity: "warning",
      expr: `rate(llm_monitor_plugin_starved_seconds_total[5m]) > ${starvedRatio}`,
      lasts: { time: "10m", because: "a machine is often busy for some minutes" },
      holds: HELD,
      summary: "Plugin {{ $labels.plugin }} on {{ $labels.instance }} gets no processor",
      description:
        "It was ready to run and waited for {{ $value | humanizePercentage }} of the time: " +
        "its data come late. Something takes all processors, or the CPU quota is too small.",
    },
    {
      alert: "LlmMonitorRuntimeStarved",
      severity: "warning",
      expr: `rate(llm_monitor_runtime_process_starved_seconds_total[5m]) > ${starvedRatio}`,
      lasts: { time: "10m", because: "a machine is often busy for some minutes" },
      holds: HELD,
      summary: "llm-monitor's {{ $labels.process }} on {{ $labels.instance }} gets no processor",
      description:
        "It was ready to run and waited for {{ $value | humanizePercentage }} of the time. " +
        "Scrapes come late. Give it Nice=-5, or take away what drowns the machine.",
    },
    {
      alert: "LlmMonitorCollectionsMissed",
      severity: "warning",
      expr: `sum by (job, instance, plugin) (rate(llm_monitor_plugin_missed_ticks_total[10m]))
  / (
    sum by (job, instance, plugin) (rate(llm_monitor_plugin_missed_ticks_total[10m]))
      + sum by (job, instance, plugin) (rate(llm_monitor_plugin_collections_total[10m]))
  ) > ${missedTicksRatio}`,
      lasts: { time: "10m", because: "one slow answer is no trend" },
      holds: HELD,
      summary: "Plugin {{ $labels.plugin }} on {{ $labels.instance }} is slower than its interval",
      description:
        "{{ $value | humanizePercentage }} of its collections were due while the one before " +
        "still ran. Find what is slow in llm_monitor_plugin_collection_duration_seconds, or give it " +
        "a longer interval.",
    },
    {
      alert: "LlmMonitorScrapeSlow",
      severity: "warning",
      expr: `scrape_duration_seconds > ${scrapeSeconds}
  and ${OURS}`,
      lasts: { time: "10m", because: "a single slow scrape costs nothing" },
      holds: HELD,
      summary: "Scrapes of llm-monitor on {{ $labels.instance }} are slow",
      description:
        "The last took {{ $value | humanizeDuration }}. A scrape only copies bytes: look at " +
        "the network, and at LlmMonitorRuntimeStarved.",
    },
    {
      alert: "LlmMonitorListenerLost",
      severity: "warning",
      expr: "increase(llm_monitor_runtime_http_listener_losses_total[15m]) > 0",
      lasts: AT_ONCE,
      holds: { time: "15m", because: "it comes back by itself, and what took it should be seen" },
      summary: "llm-monitor on {{ $labels.instance }} lost its listener",
      description:
        "{{ $value | humanize }} times in 15 minutes, as with too many open connections. " +
        "See who connects: llm_monitor_runtime_http_connections_open.",
    },
    {
      alert: "LlmMonitorLogLinesDropped",
      severity: "info",
      expr: "increase(llm_monitor_runtime_log_lines_dropped_total[15m]) > 0",
      lasts: AT_ONCE,
      holds: NOT_HELD,
      summary: "llm-monitor on {{ $labels.instance }} drops lines of its log",
      description:
        "{{ $value | humanize }} lines in 15 minutes: nobody takes what it writes, as behind " +
        "a pipe whose reader hangs. Restart what reads its log.",
    },
  ],
};
