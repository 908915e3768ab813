/** Metrics of the stack around the monitor that rules name, as their own pages declare them. */
import { LIST_DECLARATIONS } from "../../../runtime/cli/fleet/list_metrics.ts";
import type { MetricType } from "../../../runtime/contract/metric.ts";
import { knownFamily } from "../metrics.ts";
import type { KnownFamily } from "../metrics.ts";

type Row = readonly [name: string, type: MetricType, labels: readonly string[], source: string];

const PROMETHEUS = "Prometheus' /metrics";
const ALERTMANAGER = "Alertmanager's /metrics";
const LOKI = "Loki's /metrics";
const ALLOY = "Alloy's /metrics";

/** tests/dashboards holds those of Prometheus and Alertmanager against the real ones. */
const ROWS: readonly Row[] = [
  ["prometheus_config_last_reload_successful", "gauge", [], PROMETHEUS],
  ["prometheus_rule_evaluation_failures_total", "counter", ["rule_group"], PROMETHEUS],
  ["prometheus_rule_group_last_duration_seconds", "gauge", ["rule_group"], PROMETHEUS],
  ["prometheus_rule_group_interval_seconds", "gauge", ["rule_group"], PROMETHEUS],
  ["prometheus_notifications_dropped_total", "counter", [], PROMETHEUS],
  ["prometheus_notifications_alertmanagers_discovered", "gauge", [], PROMETHEUS],
  ["prometheus_target_scrapes_sample_out_of_order_total", "counter", [], PROMETHEUS],
  ["prometheus_target_scrapes_sample_duplicate_timestamp_total", "counter", [], PROMETHEUS],
  ["prometheus_target_scrapes_exceeded_sample_limit_total", "counter", [], PROMETHEUS],
  ["prometheus_tsdb_compactions_failed_total", "counter", [], PROMETHEUS],
  ["prometheus_tsdb_wal_corruptions_total", "counter", [], PROMETHEUS],
  ["prometheus_build_info", "gauge", ["version"], PROMETHEUS],
  ["alertmanager_config_last_reload_successful", "gauge", [], ALERTMANAGER],
  ["alertmanager_notifications_failed_total", "counter", ["integration"], ALERTMANAGER],
  ["alertmanager_build_info", "gauge", ["version"], ALERTMANAGER],
  ["loki_request_duration_seconds", "histogram", ["route", "status_code"], LOKI],
  ["loki_build_info", "gauge", ["version"], LOKI],
  ["loki_write_sent_entries_total", "counter", ["component_id"], ALLOY],
  ["loki_write_dropped_entries_total", "counter", ["component_id", "reason"], ALLOY],
  ["alloy_build_info", "gauge", ["version"], ALLOY],
];

export const STACK_FAMILIES: readonly KnownFamily[] = [
  ...ROWS.map(([name, type, labels, source]) => ({ name, type, labels, source, help: "" })),
  ...Object.values(LIST_DECLARATIONS).map((declaration) =>
    knownFamily(declaration, "runtime/cli/fleet/list_metrics.ts")
  ),
];
