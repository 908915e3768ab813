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
    "The monitor itself: whether its numbers can be trusted, what its plugins were denied, and " +
    "what it costs.",
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
    row("What were plugins denied?", [
      lines({
        title: "Denied and failed calls",
        asks: "Does a plugin ask for something that it was not granted?",
        help: "not_granted and forbidden_path are denials: the log says what the plugin asked for.",
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
        title: "Rejected results",
        asks: "Does a plugin report what it must not, or too much?",
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
        title: "Collection time, p95",
        asks: "Is a plugin getting slow?",
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
        title: "Failed collections",
        asks: "Since when do plugins fail, and how? The table shows which.",
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
        title: "Missed collections",
        asks: "Was a collection due while the previous one was still running?",
        w: 8,
        h: 8,
        unit: "suffix: /s",
        queries: [{
          expr: rate("llm_monitor_plugin_missed_ticks_total", "instance, plugin"),
          legend: PLUGIN,
        }],
      }),
      lines({
        title: "Plugin CPU starvation",
        asks: "What share of the time was a plugin ready to run but got no CPU?",
        help: "Then the host is overloaded; the plugin is not slow.",
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
        title: "Throttled calls",
        asks:
          "What share of the time did a plugin wait because it had used up its share of the kernel?",
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
        asks: "Are plugin processes restarted, and why?",
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
        asks: "How much does each plugin report?",
        w: 24,
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
    closedRow("The monitor's HTTP server", SERVER),
    closedRow("How Prometheus scrapes it", SCRAPES),
  ],
};
