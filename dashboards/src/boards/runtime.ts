import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import type { Board } from "../layer/board.ts";
import { closedRow, row } from "../layer/board.ts";
import { lines } from "../layer/timeseries.ts";
import { PLUGIN_STATES_OVER_TIME, PLUGIN_TABLE, RUNTIME_TILES } from "./runtime_now.ts";
import { PROCESSES, SCRAPES, SERVER } from "./runtime_self.ts";

const { monitor } = THRESHOLDS;
const PLUGIN = "{{instance}} {{plugin}}";
const rate = (counter: string, by: string, filter = "") =>
  `sum by (${by}) (rate(${counter}${filter}[$__rate_interval]))`;

/** The monitor itself: can its numbers be trusted, and is it as closed as it should be? */
export const runtimeAndPlugins: Board = {
  name: "runtime-and-plugins",
  title: "Runtime & plugins",
  description:
    "The monitor itself: whether its numbers can be trusted, what its plugins asked for and " +
    "were refused, and what it costs.",
  range: "3h",
  variables: [{
    kind: "label",
    name: "plugin",
    title: "Plugin",
    metric: "llm_monitor_plugin_state",
    label: "plugin",
  }],
  events: [{
    name: "Monitor started",
    colour: "purple",
    expr: "llm_monitor_runtime_process_start_time_seconds * 1000",
    text: "{{process}} on {{instance}}",
    isTime: true,
  }],
  rows: [
    row("Can these boards be trusted?", RUNTIME_TILES),
    row("Which plugin?", [PLUGIN_TABLE, PLUGIN_STATES_OVER_TIME]),
    row("What are plugins refused?", [
      lines({
        title: "Calls that were refused or failed",
        asks: "Does a plugin want what it was not granted?",
        help:
          "not_granted and forbidden_path are denials: read what the plugin asked for in its log.",
        w: 12,
        h: 8,
        unit: "suffix: /s",
        queries: [{
          expr: rate(
            "llm_monitor_plugin_service_calls_total",
            "plugin, service, outcome",
            '{outcome!="ok"}',
          ),
          legend: "{{plugin}} {{service}} {{outcome}}",
        }],
      }),
      lines({
        title: "Results that were refused",
        asks: "Does a plugin tell what it must not, or too much?",
        w: 12,
        h: 8,
        unit: "suffix: /s",
        queries: [{
          expr: rate("llm_monitor_plugin_rejected_families_total", "plugin, reason"),
          legend: "{{plugin}} {{reason}}",
        }],
      }),
    ]),
    row("Do they keep up?", [
      lines({
        title: "Time of a collection, p95",
        asks: "Does a plugin get slow?",
        w: 8,
        h: 8,
        unit: "s",
        isLogarithmic: true,
        min: 0.001,
        queries: [{
          expr: "max_over_time(plugin:collection_duration_seconds:p95_5m[$__rate_interval])",
          legend: PLUGIN,
        }],
      }),
      lines({
        title: "Collections that failed",
        asks: "Since when do plugins fail, and how? The table says which.",
        w: 8,
        h: 8,
        unit: "suffix: /s",
        queries: [{
          expr: rate(
            "llm_monitor_plugin_collections_total",
            "result",
            '{result!~"ok|inactive"}',
          ),
          legend: "{{result}}",
        }],
      }),
      lines({
        title: "Collections that came too late",
        asks: "Was a collection due while the one before still ran?",
        w: 8,
        h: 8,
        unit: "suffix: /s",
        queries: [{
          expr: rate("llm_monitor_plugin_missed_ticks_total", "instance, plugin"),
          legend: PLUGIN,
        }],
      }),
      lines({
        title: "Plugins that starve",
        asks: "Which share of the time was a plugin ready, and got no processor?",
        help: "Then the machine is too full, and not the plugin too slow.",
        w: 8,
        h: 8,
        unit: "percentunit",
        queries: [{
          expr: rate("llm_monitor_plugin_starved_seconds_total", "instance, plugin"),
          legend: PLUGIN,
        }],
        lines: { warn: monitor.starvedRatio },
      }),
      lines({
        title: "Calls that waited for their turn",
        asks:
          "Which share of the time did a plugin wait, since it used up its share of the kernel?",
        w: 8,
        h: 8,
        unit: "percentunit",
        queries: [{
          expr: rate("llm_monitor_plugin_call_wait_seconds_total", "instance, plugin"),
          legend: PLUGIN,
        }],
      }),
      lines({
        title: "Restarts",
        asks: "Does a plugin's process end, and why?",
        w: 8,
        h: 8,
        unit: "suffix: /h",
        queries: [{
          expr: "sum by (plugin, reason) (increase(llm_monitor_plugin_restarts_total[1h]))",
          legend: "{{plugin}} {{reason}}",
        }],
      }),
      lines({
        title: "Series",
        asks: "How much does each plugin tell?",
        w: 16,
        h: 8,
        unit: "short",
        isStacked: true,
        queries: [{
          expr: "sum by (plugin) (llm_monitor_plugin_series)",
          legend: "{{plugin}}",
        }],
      }),
    ]),
    row("What does it cost?", PROCESSES),
    closedRow("Its HTTP server", SERVER),
    closedRow("How Prometheus reads it", SCRAPES),
  ],
};
