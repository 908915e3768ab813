/**
 * The metrics that the host reports about itself and its plugins. Data; self_metrics.ts fills
 * them.
 */
import {
  CALL_OUTCOMES,
  COLLECTION_RESULTS,
  REJECT_REASONS,
  STOP_REASONS,
} from "../../contract/codes.ts";
import { CALL_SERVICES } from "../../contract/kernel_calls.ts";
import type { FamilyDeclaration } from "../../contract/metric.ts";
import { PLUGIN_STATES } from "../../contract/status.ts";
import { CLOSE_REASONS } from "../http/connections.ts";

/**
 * A declaration whose labels, `plugin` apart, take values from closed lists where they are named
 * here.
 */
export interface SelfDeclaration extends FamilyDeclaration {
  readonly values?: Readonly<Record<string, readonly string[]>>;
  /** Upper bounds of a histogram, ascending, without the last. */
  readonly buckets?: readonly number[];
}

/** Services that a plugin can call; a call of any other name is counted as `unknown`. */
export const COUNTED_SERVICES = [...CALL_SERVICES, "unknown"] as const;

const COLLECTION_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const REQUEST_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

const plugin = "llm_monitor_plugin";
const runtime = "llm_monitor_runtime";

/** By the name that self_metrics.ts uses, in the order in which they are written. */
export const SELF_DECLARATIONS = {
  up: {
    name: `${plugin}_up`,
    type: "gauge",
    help: "Whether the plugin's last collection gave a result.",
    labels: ["plugin"],
  },
  state: {
    name: `${plugin}_state`,
    type: "gauge",
    help: "1 for the state that the plugin is in, 0 for every other.",
    labels: ["plugin", "state"],
    values: { state: PLUGIN_STATES },
  },
  series: {
    name: `${plugin}_series`,
    type: "gauge",
    help: "Series in the plugin's current result.",
    labels: ["plugin"],
  },
  collections: {
    name: `${plugin}_collections_total`,
    type: "counter",
    help: "Collections by outcome.",
    labels: ["plugin", "result"],
    values: { result: COLLECTION_RESULTS },
  },
  collectionDuration: {
    name: `${plugin}_collection_duration_seconds`,
    type: "histogram",
    help: "Time that a collection took, from the request to its validated result.",
    labels: ["plugin"],
    buckets: COLLECTION_BUCKETS,
  },
  lastSuccess: {
    name: `${plugin}_last_success_timestamp_seconds`,
    type: "gauge",
    help: "Unix time of the plugin's last good collection.",
    labels: ["plugin"],
  },
  missedTicks: {
    name: `${plugin}_missed_ticks_total`,
    type: "counter",
    help: "Collections that were due while the one before still ran.",
    labels: ["plugin"],
  },
  restarts: {
    name: `${plugin}_restarts_total`,
    type: "counter",
    help: "Processes started to replace one that ended, by reason.",
    labels: ["plugin", "reason"],
    values: { reason: STOP_REASONS },
  },
  reloadSuccess: {
    name: `${plugin}_reload_success`,
    type: "gauge",
    help:
      "Whether the last reload of the plugin's folder succeeded; on 0 the old version still runs.",
    labels: ["plugin"],
  },
  reloadPending: {
    name: `${plugin}_reload_pending`,
    type: "gauge",
    help: "Whether a newer version of the plugin's folder did not start, and is tried again.",
    labels: ["plugin"],
  },
  rejectedFamilies: {
    name: `${plugin}_rejected_families_total`,
    type: "counter",
    help: "Results and families of results that were refused, by the rule they broke.",
    labels: ["plugin", "reason"],
    values: { reason: REJECT_REASONS },
  },
  serviceCalls: {
    name: `${plugin}_service_calls_total`,
    type: "counter",
    help: "Calls of the plugin to the runtime's services, by outcome.",
    labels: ["plugin", "service", "outcome"],
    values: { service: COUNTED_SERVICES, outcome: CALL_OUTCOMES },
  },
  callWait: {
    name: `${plugin}_call_wait_seconds_total`,
    type: "counter",
    help:
      "Time that the plugin's calls waited because it had used up its share of the kernel's time.",
    labels: ["plugin"],
  },
  residentMemory: {
    name: `${plugin}_resident_memory_bytes`,
    type: "gauge",
    help: "Resident memory of the plugin's processes; absent while it has none.",
    labels: ["plugin"],
  },
  cpu: {
    name: `${plugin}_cpu_seconds_total`,
    type: "counter",
    help: "CPU time of all processes that the plugin had; absent while it has none.",
    labels: ["plugin"],
  },
  starved: {
    name: `${plugin}_starved_seconds_total`,
    type: "counter",
    help:
      "Time that the plugin's processes were ready to run and waited for a processor; absent where Linux does not report it.",
    labels: ["plugin"],
  },
  isolation: {
    name: `${plugin}_isolation`,
    type: "gauge",
    help: "Whether a layer of the sandbox is available on this machine.",
    labels: ["layer"],
  },
  info: {
    name: `${runtime}_info`,
    type: "info",
    help: "Versions of the runtime and of Deno.",
    labels: ["version", "deno_version"],
  },
  configReloadSuccess: {
    name: `${runtime}_config_reload_success`,
    type: "gauge",
    help: "Whether the configuration last read is in force; on 0 the one before it is.",
    labels: [],
  },
  droppedLogLines: {
    name: `${runtime}_log_lines_dropped_total`,
    type: "counter",
    help: "Log lines that were dropped because nobody read them, for example from a full pipe.",
    labels: [],
  },
  fileWatchUp: {
    name: `${runtime}_file_watch_up`,
    type: "gauge",
    help: "Whether the system reports changed files; on 0 folders are scanned every 2 s.",
    labels: [],
  },
  httpRequests: {
    name: `${runtime}_http_requests_total`,
    type: "counter",
    help: "HTTP requests answered.",
    labels: ["route", "method", "code"],
  },
  listenersLost: {
    name: `${runtime}_http_listener_losses_total`,
    type: "counter",
    help: "Times that the system closed the listener, for example with too many open connections.",
    labels: [],
  },
  connectionsOpen: {
    name: `${runtime}_http_connections_open`,
    type: "gauge",
    help: "Connections of HTTP clients that are open.",
    labels: [],
  },
  connectionsClosed: {
    name: `${runtime}_http_connections_closed_total`,
    type: "counter",
    help: "Connections of HTTP clients that the server closed, by reason.",
    labels: ["reason"],
    values: { reason: CLOSE_REASONS },
  },
  httpDuration: {
    name: `${runtime}_http_request_duration_seconds`,
    type: "histogram",
    help: "Time from an HTTP request to its answer, without sending it.",
    labels: ["route"],
    buckets: REQUEST_BUCKETS,
  },
  processMemory: {
    name: `${runtime}_process_resident_memory_bytes`,
    type: "gauge",
    help: "Resident memory of a process of the runtime.",
    labels: ["process"],
  },
  processCpu: {
    name: `${runtime}_process_cpu_seconds_total`,
    type: "counter",
    help: "CPU time of a process of the runtime.",
    labels: ["process"],
  },
  processStarved: {
    name: `${runtime}_process_starved_seconds_total`,
    type: "counter",
    help:
      "Time that a process of the runtime was ready to run and waited for a processor; absent where Linux does not report it.",
    labels: ["process"],
  },
  processFds: {
    name: `${runtime}_process_open_fds`,
    type: "gauge",
    help: "File descriptors that a process of the runtime has open.",
    labels: ["process"],
  },
  processStart: {
    name: `${runtime}_process_start_time_seconds`,
    type: "gauge",
    help: "Unix time at which a process of the runtime started.",
    labels: ["process"],
  },
} as const satisfies Readonly<Record<string, SelfDeclaration>>;
