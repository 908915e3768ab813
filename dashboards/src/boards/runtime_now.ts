import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { PLUGIN_STATES } from "../../../runtime/contract/status.ts";
import type { PluginStateName } from "../../../runtime/contract/status.ts";
import { BAD, WARN } from "../layer/colours.ts";
import { stat } from "../layer/stat.ts";
import { rows } from "../layer/table.ts";
import { states } from "../layer/timeline.ts";
import { DATA_AGE } from "./expressions.ts";
import { UP_OR_DOWN } from "./mappings.ts";
import { OLDEST_DATA } from "./shared_tiles.ts";

const { monitor } = THRESHOLDS;

/** Troubles of the monitor. */
export const RUNTIME_TILES = [
  stat({
    title: "Hosts down",
    asks: "Is a monitor unreachable?",
    unit: "none",
    expr: "count(up) - sum(up)",
    judge: { bad: 1 },
  }),
  stat({
    title: "Plugins failing",
    asks: "Has a plugin stopped delivering data?",
    unit: "none",
    expr: "count(llm_monitor_plugin_up) - sum(llm_monitor_plugin_up)",
    judge: { bad: 1 },
  }),
  OLDEST_DATA,
  stat({
    title: "Awaiting approval",
    asks: "Is a plugin waiting for somebody to approve what it asks for?",
    help: "deno task plugin approve NAME shows it.",
    unit: "none",
    expr: 'sum(llm_monitor_plugin_state{state="pending"})',
    judge: { warn: 1 },
  }),
  stat({
    title: "Denials, 1 h",
    asks: "Did a plugin ask for something that it was not granted?",
    unit: "none",
    decimals: 0,
    expr: "sum(increase(llm_monitor_plugin_service_calls_total" +
      '{outcome=~"not_granted|forbidden_path"}[1h]))' +
      " or 0 * sum(llm_monitor_runtime_info)",
    judge: { warn: 1 },
  }),
  stat({
    title: "Failed reloads",
    asks: "Is an old configuration or an old version of a plugin still in use?",
    unit: "none",
    expr: "(count(llm_monitor_runtime_config_reload_success)" +
      " - sum(llm_monitor_runtime_config_reload_success))" +
      " + (count(llm_monitor_plugin_reload_success) - sum(llm_monitor_plugin_reload_success)" +
      // Plugins that were never reloaded have no such series.
      " or 0 * count(llm_monitor_runtime_info))",
    judge: { warn: 1 },
  }),
];

const PLUGIN = "job, instance, plugin";

/** Every plugin in a row. */
export const PLUGIN_TABLE = rows({
  title: "Plugins",
  asks: "Which plugin is failing, stale or expensive?",
  help: "An inactive plugin has nothing to monitor here, and is neither up nor down.",
  w: 24,
  h: 8,
  sortBy: { column: "Up", isDescending: false },
  columns: [
    { title: "Plugin", label: "plugin" },
    { title: "Host", label: "instance" },
    { title: "Up", expr: `max by (${PLUGIN}) (llm_monitor_plugin_up)`, mappings: UP_OR_DOWN },
    {
      title: "Data age",
      expr: `max by (${PLUGIN}) (${DATA_AGE})`,
      unit: "s",
      decimals: 0,
      judge: { warn: monitor.staleSeconds / 2, bad: monitor.staleSeconds },
    },
    { title: "Series", expr: `max by (${PLUGIN}) (llm_monitor_plugin_series)` },
    {
      title: "Collection",
      expr: `sum by (${PLUGIN}) (rate(llm_monitor_plugin_collection_duration_seconds_sum[5m]))` +
        ` / (sum by (${PLUGIN}) (rate(llm_monitor_plugin_collection_duration_seconds_count[5m])) > 0)`,
      unit: "s",
    },
    {
      title: "Failed, 1 h",
      expr:
        `sum by (${PLUGIN}) (increase(llm_monitor_plugin_collections_total{result!~"ok|inactive"}[1h]))`,
      decimals: 0,
      judge: { warn: 1 },
    },
    {
      title: "Restarts, 1 h",
      expr: `sum by (${PLUGIN}) (increase(llm_monitor_plugin_restarts_total[1h]))`,
      decimals: 0,
      judge: { warn: 1, bad: monitor.restarts },
    },
    {
      title: "Starved",
      expr: `sum by (${PLUGIN}) (rate(llm_monitor_plugin_starved_seconds_total[5m]))`,
      unit: "percentunit",
      decimals: 1,
      judge: { warn: monitor.starvedRatio },
    },
    {
      title: "Memory",
      expr: `sum by (${PLUGIN}) (llm_monitor_plugin_resident_memory_bytes)`,
      unit: "bytes",
    },
    {
      title: "CPU",
      expr: `sum by (${PLUGIN}) (rate(llm_monitor_plugin_cpu_seconds_total[5m]))`,
      unit: "percentunit",
      decimals: 1,
    },
    {
      title: "Update pending",
      expr: `max by (${PLUGIN}) (llm_monitor_plugin_reload_pending)`,
      mappings: [{
        type: "value",
        options: {
          0: { text: "no", color: "transparent", index: 0 },
          1: { text: "yes", color: WARN, index: 1 },
        },
      }],
    },
  ],
});

const COLOURS: Partial<Record<PluginStateName, string>> = {
  pending: "purple",
  rejected: BAD,
  starved: WARN,
  backoff: "orange",
  quarantined: BAD,
  idle: "green",
  collecting: "green",
  inactive: "text",
  disabled: "text",
};

/** The state of each plugin over time. */
export const PLUGIN_STATES_OVER_TIME = states({
  title: "Plugin state",
  asks: "Since when has a plugin been waiting, starved or failing?",
  help: "Inactive: this host has nothing of its kind.",
  w: 24,
  h: 7,
  queries: [{
    expr: PLUGIN_STATES.map((state, index) =>
      `${index + 1} * max by (${PLUGIN}) (llm_monitor_plugin_state{state="${state}"})`
    ).join(" + "),
    legend: "{{instance}} {{plugin}}",
  }],
  mappings: [{
    type: "value",
    options: Object.fromEntries(PLUGIN_STATES.map((text, index) => [
      index + 1,
      // Between two collections it is idle: one block, not a comb.
      { text: text === "collecting" ? "idle" : text, color: COLOURS[text] ?? "blue", index },
    ])),
  }],
});
