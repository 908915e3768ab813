import { rows } from "../layer/table.ts";
import { lines } from "../layer/timeseries.ts";
import { UP_OR_DOWN } from "./mappings.ts";

const PROCESS = "{{instance}} {{process}}";

/** The monitor's own use of the machine. */
export const PROCESSES = [
  lines({
    title: "Monitor memory",
    asks: "How much memory do its own processes use?",
    w: 8,
    h: 8,
    unit: "bytes",
    isStacked: true,
    queries: [{
      expr: "sum by (instance, process) (llm_monitor_runtime_process_resident_memory_bytes)",
      legend: PROCESS,
    }],
  }),
  lines({
    title: "Monitor CPU",
    asks: "How much CPU do its own processes use?",
    w: 8,
    h: 8,
    unit: "percentunit",
    isStacked: true,
    queries: [{
      expr: "sum by (instance, process)" +
        " (rate(llm_monitor_runtime_process_cpu_seconds_total[$__rate_interval]))",
      legend: PROCESS,
    }],
  }),
  lines({
    title: "Monitor CPU starvation",
    asks: "What share of the time was it ready to run but got no CPU?",
    w: 8,
    h: 8,
    unit: "percentunit",
    queries: [{
      expr: "sum by (instance, process)" +
        " (rate(llm_monitor_runtime_process_starved_seconds_total[$__rate_interval]))",
      legend: PROCESS,
    }],
  }),
  lines({
    title: "Plugin memory",
    asks: "Is a plugin leaking memory?",
    w: 8,
    h: 8,
    unit: "bytes",
    queries: [{
      expr: "sum by (instance, plugin) (llm_monitor_plugin_resident_memory_bytes)",
      legend: "{{instance}} {{plugin}}",
    }],
  }),
  lines({
    title: "Plugin CPU",
    asks: "Which plugin uses a lot of CPU?",
    w: 8,
    h: 8,
    unit: "percentunit",
    queries: [{
      expr:
        "sum by (instance, plugin) (rate(llm_monitor_plugin_cpu_seconds_total[$__rate_interval]))",
      legend: "{{instance}} {{plugin}}",
    }],
  }),
  lines({
    title: "Open files",
    asks: "Is a process leaking file descriptors?",
    w: 8,
    h: 8,
    unit: "none",
    queries: [{
      expr: "sum by (instance, process) (llm_monitor_runtime_process_open_fds)",
      legend: PROCESS,
    }],
  }),
  rows({
    title: "Sandbox layers",
    asks: "Which layers are active on which host?",
    help: "deno task doctor says how to get the missing ones.",
    w: 12,
    h: 8,
    sortBy: { column: "Active", isDescending: false },
    columns: [
      { title: "Host", label: "instance" },
      { title: "Layer", label: "layer" },
      {
        title: "Active",
        expr: "max by (job, instance, layer) (llm_monitor_plugin_isolation)",
        mappings: [{
          type: "value",
          options: {
            0: { text: "no", color: "yellow", index: 0 },
            1: { text: "yes", color: "transparent", index: 1 },
          },
        }],
      },
    ],
  }),
  rows({
    title: "Versions",
    asks: "Which version runs where, and since when?",
    w: 12,
    h: 8,
    names: "max by (job, instance, version, deno_version) (llm_monitor_runtime_info)",
    columns: [
      { title: "Host", label: "instance" },
      { title: "Version", label: "version" },
      { title: "Deno", label: "deno_version" },
      {
        title: "Started",
        expr: "min by (job, instance) (llm_monitor_runtime_process_start_time_seconds) * 1000",
        unit: "dateTimeFromNow",
      },
      {
        title: "Configuration",
        width: 132,
        expr: "max by (job, instance) (llm_monitor_runtime_config_reload_success)",
        mappings: [{
          type: "value",
          options: {
            0: { text: "rejected", color: "yellow", index: 0 },
            1: { text: "in force", color: "transparent", index: 1 },
          },
        }],
      },
      {
        title: "Watching files",
        width: 140,
        expr: "max by (job, instance) (llm_monitor_runtime_file_watch_up)",
        mappings: [{
          type: "value",
          options: {
            0: { text: "no", color: "yellow", index: 0 },
            1: { text: "yes", color: "transparent", index: 1 },
          },
        }],
      },
    ],
  }),
];

/** The one thing that faces the network. */
export const SERVER = [
  lines({
    title: "Requests",
    asks: "What is requested, and how is it answered?",
    w: 8,
    h: 8,
    unit: "reqps",
    queries: [{
      expr:
        "sum by (route, code) (rate(llm_monitor_runtime_http_requests_total[$__rate_interval]))",
      legend: "{{route}} {{code}}",
    }],
  }),
  lines({
    title: "Response time, p99",
    asks: "Are scrapes slow?",
    w: 8,
    h: 8,
    unit: "s",
    queries: [{
      expr: "max_over_time(route:http_request_duration_seconds:p99_5m[$__rate_interval])",
      legend: "{{instance}} {{route}}",
    }],
  }),
  lines({
    title: "Open connections",
    asks: "Is somebody holding connections open?",
    w: 8,
    h: 8,
    unit: "none",
    queries: [{ expr: "llm_monitor_runtime_http_connections_open", legend: "{{instance}}" }],
  }),
  lines({
    title: "Closed connections",
    asks: "Why does the server close connections?",
    w: 8,
    h: 8,
    unit: "suffix: /s",
    queries: [{
      expr: "sum by (reason)" +
        " (rate(llm_monitor_runtime_http_connections_closed_total[$__rate_interval]))",
      legend: "{{reason}}",
    }],
  }),
  lines({
    title: "Listener losses",
    asks: "Did the operating system close the listening socket?",
    w: 8,
    h: 8,
    unit: "suffix: /h",
    queries: [{
      expr: "increase(llm_monitor_runtime_http_listener_losses_total[1h])",
      legend: "{{instance}}",
    }],
  }),
  lines({
    title: "Dropped log lines",
    asks: "Is nobody reading its log?",
    w: 8,
    h: 8,
    unit: "suffix: /h",
    queries: [{
      expr: "increase(llm_monitor_runtime_log_lines_dropped_total[1h])",
      legend: "{{instance}}",
    }],
  }),
];

/** The other side: what Prometheus sees. */
export const SCRAPES = [
  rows({
    title: "Targets",
    asks: "Which host cannot be scraped?",
    w: 8,
    h: 8,
    sortBy: { column: "Up", isDescending: false },
    names: "max by (job, instance) (scrape_samples_scraped)",
    columns: [
      { title: "Job", label: "job" },
      { title: "Host", label: "instance" },
      { title: "Up", expr: "max by (job, instance) (up)", mappings: UP_OR_DOWN },
    ],
  }),
  lines({
    title: "Scrape duration",
    asks: "How long does Prometheus wait?",
    w: 8,
    h: 8,
    unit: "s",
    queries: [{ expr: "scrape_duration_seconds", legend: "{{instance}}" }],
  }),
  lines({
    title: "Samples per scrape",
    asks: "How much does a host report?",
    w: 8,
    h: 8,
    unit: "short",
    queries: [{ expr: "scrape_samples_scraped", legend: "{{instance}}" }],
  }),
];
