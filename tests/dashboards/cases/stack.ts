import { fires, grows, row, stays, turns } from "./alert_case.ts";
import type { AlertCase } from "./alert_case.ts";

const GROUP = 'rule_group="r"';

export const STACK_CASES: readonly AlertCase[] = [
  { ...fires("Watchdog", "1m", row("up", "", stays(1))), isConstant: true },
  fires(
    "StackDown",
    "20m",
    row("up", "", turns(1, 10, 0), stays(1)),
    row("loki_build_info", 'version="3"', "1+0x10 stale", stays(1)),
  ),
  fires(
    "PrometheusConfigRefused",
    "10m",
    row("prometheus_config_last_reload_successful", "", stays(0), stays(1)),
  ),
  fires(
    "RulesFailing",
    "15m",
    row("prometheus_rule_evaluation_failures_total", GROUP, grows(2), stays(3)),
  ),
  fires(
    "RulesSlow",
    "20m",
    row("prometheus_rule_group_last_duration_seconds", GROUP, stays(25), stays(0.05)),
    row("prometheus_rule_group_interval_seconds", GROUP, stays(30)),
  ),
  fires(
    "NotificationsDropped",
    "15m",
    row("prometheus_notifications_dropped_total", "", grows(2), stays(1)),
  ),
  fires(
    "NotificationsFailing",
    "15m",
    row("alertmanager_notifications_failed_total", 'integration="email"', grows(2), stays(1)),
  ),
  fires(
    "AlertmanagerConfigRefused",
    "10m",
    row("alertmanager_config_last_reload_successful", "", stays(0), stays(1)),
  ),
  fires(
    "SamplesRefused",
    "30m",
    row("prometheus_target_scrapes_sample_out_of_order_total", "", grows(60), stays(2)),
    row("prometheus_target_scrapes_sample_duplicate_timestamp_total", "", stays(0)),
    row("prometheus_target_scrapes_exceeded_sample_limit_total", "", stays(0)),
  ),
  fires(
    "TsdbFailing",
    "20m",
    row("prometheus_tsdb_compactions_failed_total", "", grows(1), stays(1)),
  ),
  fires(
    "LogFlowStopped",
    "30m",
    row("loki_write_sent_entries_total", 'component_id="c"', stays(5), grows(60)),
  ),
  fires(
    "LokiFailing",
    "20m",
    row(
      "loki_request_duration_seconds_count",
      'route="push",status_code="500"',
      grows(60),
      stays(0),
    ),
    row("loki_request_duration_seconds_count", 'route="push",status_code="204"', grows(60)),
  ),
];
