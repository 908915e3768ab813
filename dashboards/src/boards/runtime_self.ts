import { rows } from "../layer/table.ts";
import { lines } from "../layer/timeseries.ts";
import { UP_OR_DOWN } from "./mappings.ts";

const PROCESS = "{{instance}} {{process}}";

/** The monitor's own use of the machine. */
export const PROCESSES = [
  lines({
    title: "Memory of the monitor",
    asks: "How much memory do its own processes take?",
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
    title: "Processors of the monitor",
    asks: "How much do its own processes compute?",
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
    title: "The monitor starves",
    asks: "Which share of the time was it ready, and got no processor?",
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
    title: "Memory of plugins",
    asks: "Does a plugin leak?",
    w: 8,
    h: 8,
    unit: "bytes",
    queries: [{
      expr: "sum by (instance, plugin) (llm_monitor_plugin_resident_memory_bytes)",
      legend: "{{instance}} {{plugin}}",
    }],
  }),
  lines({
    title: "Processors of plugins",
    asks: "Which plugin computes much?",
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
    asks: "Does a process leak files?",
    w: 8,
    h: 8,
    unit: "none",
    queries: [{
      expr: "sum by (instance, process) (llm_monitor_runtime_process_open_fds)",
      legend: PROCESS,
    }],
  }),
  rows({
    title: "Layers of the sandbox",
    asks: "Which layers does a machine have?",
    help: "deno task doctor says what to install for those that it lacks.",
    w: 12,
    h: 8,
    sortBy: { column: "There", isDescending: false },
    columns: [
      { title: "Machine", label: "instance" },
      { title: "Layer", label: "layer" },
      {
        title: "There",
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
      { title: "Machine", label: "instance" },
      { title: "Version", label: "version" },
      { title: "Deno", label: "deno_version" },
      {
        title: "Started",
        expr: "min by (job, instance) (llm_monitor_runtime_process_start_time_seconds) * 1000",
        unit: "dateTimeFromNow",
      },
      {
        title: "Configuration",
        expr: "max by (job, instance) (llm_monitor_runtime_config_reload_success)",
        mappings: [{
          type: "value",
          options: {
            0: { text: "refused", color: "yellow", index: 0 },
            1: { text: "in force", color: "transparent", index: 1 },
          },
        }],
      },
      {
        title: "Watches files",
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
    asks: "Who asks for what, and how is it answered?",
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
    title: "Time of an answer, p99",
    asks: "Does a scrape wait?",
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
    asks: "Does somebody hold connections open?",
    w: 8,
    h: 8,
    unit: "none",
    queries: [{ expr: "llm_monitor_runtime_http_connections_open", legend: "{{instance}}" }],
  }),
  lines({
    title: "Connections that were closed",
    asks: "Whom does the server turn away, and why?",
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
    title: "Listener lost",
    asks: "Did the system take the listener away?",
    w: 8,
    h: 8,
    unit: "suffix: /h",
    queries: [{
      expr: "increase(llm_monitor_runtime_http_listener_losses_total[1h])",
      legend: "{{instance}}",
    }],
  }),
  lines({
    title: "Lines of its log that were dropped",
    asks: "Does nobody take its log?",
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
      { title: "Machine", label: "instance" },
      { title: "Up", expr: "max by (job, instance) (up)", mappings: UP_OR_DOWN },
    ],
  }),
  lines({
    title: "Time of a scrape",
    asks: "How long does Prometheus wait?",
    w: 8,
    h: 8,
    unit: "s",
    queries: [{ expr: "scrape_duration_seconds", legend: "{{instance}}" }],
  }),
  lines({
    title: "Samples of a scrape",
    asks: "How much does a host tell?",
    w: 8,
    h: 8,
    unit: "short",
    queries: [{ expr: "scrape_samples_scraped", legend: "{{instance}}" }],
  }),
];
