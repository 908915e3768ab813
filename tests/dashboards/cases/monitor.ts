import { fires, grows, row, stays, turns } from "./alert_case.ts";
import type { AlertCase } from "./alert_case.ts";

const PLUGIN = 'plugin="gpu"';

export const MONITOR_CASES: readonly AlertCase[] = [
  fires(
    "TargetDown",
    "20m",
    row("up", "", turns(1, 10, 0), stays(1)),
    row("llm_monitor_runtime_info", "", `1+0x10 stale`, stays(1)),
  ),
  fires("PluginFailing", "10m", row("llm_monitor_plugin_up", PLUGIN, stays(0), stays(1))),
  fires(
    "PluginStale",
    "10m",
    row("llm_monitor_plugin_last_success_timestamp_seconds", PLUGIN, stays(0), grows(60)),
    row("llm_monitor_plugin_up", PLUGIN, stays(1)),
  ),
  fires(
    "PluginQuarantined",
    "5m",
    row("llm_monitor_plugin_state", `${PLUGIN},state="quarantined"`, stays(1), stays(0)),
  ),
  fires(
    "PluginPending",
    "20m",
    row("llm_monitor_plugin_state", `${PLUGIN},state="pending"`, stays(1), stays(0)),
  ),
  fires(
    "PluginRestarting",
    "20m",
    row("llm_monitor_plugin_restarts_total", `${PLUGIN},reason="exit"`, grows(1), stays(0)),
  ),
  fires(
    "PermissionDenied",
    "20m",
    row(
      "llm_monitor_plugin_service_calls_total",
      `${PLUGIN},service="exec",outcome="not_granted"`,
      turns(0, 15, 1),
      stays(0),
    ),
  ),
  fires(
    "ResultsRejected",
    "20m",
    row(
      "llm_monitor_plugin_rejected_families_total",
      `${PLUGIN},reason="label_set"`,
      grows(1),
      stays(0),
    ),
  ),
  fires(
    "ReloadFailed",
    "15m",
    row("llm_monitor_plugin_reload_success", PLUGIN, stays(0), stays(1)),
  ),
  fires(
    "ConfigRefused",
    "10m",
    row("llm_monitor_runtime_config_reload_success", "", stays(0), stays(1)),
  ),
  fires(
    "PluginStarved",
    "20m",
    row("llm_monitor_plugin_starved_seconds_total", PLUGIN, grows(30), grows(1)),
  ),
  fires(
    "RuntimeStarved",
    "20m",
    row("llm_monitor_runtime_process_starved_seconds_total", 'process="host"', grows(30), grows(1)),
  ),
  fires(
    "CollectionsMissed",
    "30m",
    row("llm_monitor_plugin_missed_ticks_total", PLUGIN, grows(2), stays(0)),
    row("llm_monitor_plugin_collections_total", `${PLUGIN},result="ok"`, grows(2)),
  ),
  fires(
    "ScrapeSlow",
    "15m",
    row("scrape_duration_seconds", "", stays(4), stays(0.01)),
    row("llm_monitor_runtime_info", "", stays(1)),
  ),
  fires(
    "ListenerLost",
    "20m",
    row("llm_monitor_runtime_http_listener_losses_total", "", turns(0, 15, 1), stays(0)),
  ),
  fires(
    "LogLinesDropped",
    "20m",
    row("llm_monitor_runtime_log_lines_dropped_total", "", grows(5), stays(0)),
  ),
];
