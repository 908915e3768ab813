/** Ports and statuses for this folder's tests. */
import type { Item, LogLine, Problem } from "../../contract/item.ts";
import { permissionsSchema } from "../../contract/permissions.ts";
import {
  PLUGIN_STATES,
  type PluginStateName,
  type PluginStatus,
  STATUS_SCHEMA_VERSION,
  type StatusAnswer,
} from "../../contract/status.ts";
import type { Snapshot } from "../overview/overview.ts";
import { STEPS } from "../views/history.ts";
import type { AnsweredRequest, FrontPorts, HttpPorts } from "./ports.ts";

const AT = "2026-01-01T00:00:10.000Z";

/** An idle plugin, changed by `fields`. */
export function fakePlugin(fields: Partial<PluginStatus> = {}): PluginStatus {
  return {
    name: "alpha",
    version: "1.0.0",
    description: "",
    state: "idle",
    detail: "",
    digest: "",
    approval: "free",
    grant: permissionsSchema.parse({}),
    denied: [],
    command: [],
    pid: null,
    interval_seconds: 15,
    timeout_seconds: 10,
    series: 3,
    series_limit: 100,
    collections: 1,
    failures: 0,
    missed_ticks: 0,
    last_collection_at: null,
    last_duration_seconds: null,
    last_success_at: null,
    next_collection_at: null,
    last_error: null,
    last_stop: null,
    restarts: 0,
    starved_seconds: null,
    resident_memory_bytes: null,
    cpu_seconds: null,
    pending: null,
    reload: null,
    upgrade: null,
    subjects: [],
    warnings: [],
    ...fields,
  };
}

/** A status with one idle plugin, changed by `fields`. */
export function fakeStatus(fields: Partial<StatusAnswer> = {}): StatusAnswer {
  const counts = Object.fromEntries(PLUGIN_STATES.map((state) => [state, 0]));
  return {
    schema_version: STATUS_SCHEMA_VERSION,
    version: "0.2.0",
    deno_version: "2.9.6",
    started_at: "2026-01-01T00:00:00.000Z",
    ready: true,
    not_ready: [],
    plugins: { ...counts, idle: 1 } as Record<PluginStateName, number>,
    series: 3,
    isolation: [],
    config_reload: null,
    ...fields,
  };
}

/** A card, changed by `fields`. */
export function fakeItem(fields: Partial<Item> = {}): Item {
  return {
    kind: "gpu",
    plugin: "alpha",
    key: "GPU-1",
    labels: { gpu: "GPU-1" },
    numbers: { up: 1, utilization: 0.5, memory_used: 40e9, memory_total: 80e9 },
    texts: { name: ["H100"], index: ["0"] },
    parts: {},
    at: AT,
    stale: false,
    ...fields,
  };
}

/** A problem, changed by `fields`. */
export function fakeProblem(fields: Partial<Problem> = {}): Problem {
  return {
    id: "gpu_hot:GPU-1",
    code: "gpu_hot",
    severity: "warning",
    kind: "gpu",
    key: "GPU-1",
    subject: "GPU 0 (H100)",
    summary: "The card is hot",
    cause: "87 \u00b0C is too hot for long.",
    fix: "Look at fans.",
    command: null,
    since: AT,
    ...fields,
  };
}

/** A line of the log, changed by `fields`. */
export function fakeLine(fields: Partial<LogLine> = {}): LogLine {
  return { id: 1, at: AT, level: "info", plugin: "", code: "", message: "Listening", ...fields };
}

/** A moment of a healthy machine, changed by `fields`. */
export function fakeSnapshot(fields: Partial<Snapshot> = {}): Snapshot {
  return {
    at: AT,
    status: fakeStatus(),
    plugins: { schema_version: STATUS_SCHEMA_VERSION, isolation: [], plugins: [fakePlugin()] },
    items: [],
    leftOut: 0,
    problems: [],
    state: "healthy",
    ...fields,
  };
}

/** A front that shows one moment; `fields` change what it has besides. */
export function fakeFront(
  snapshot: Partial<Snapshot> = {},
  fields: Partial<FrontPorts> = {},
): FrontPorts {
  return {
    isWithheld: false,
    overview: () => fakeSnapshot(snapshot),
    past: () => new Float32Array(STEPS).fill(NaN),
    history: ({ kind = "gpu", key = "GPU-1", field = "utilization" }) => ({
      schema_version: 1,
      step_seconds: 15,
      end: AT,
      series: [{ kind: kind as "gpu", key, field, values: [null, 0.5] }],
      left_out: 0,
    }),
    log: () => ({ lines: [fakeLine()], leftOut: 0 }),
    calls: () => new Map(),
    pluginMetrics: () => undefined,
    ...fields,
  };
}

/** Ports that answer with fixed values and keep what they were told. */
export function fakePorts(
  fields: Partial<HttpPorts> = {},
): HttpPorts & { readonly observed: AnsweredRequest[] } {
  const observed: AnsweredRequest[] = [];
  return {
    metrics: (format, encoding) => new TextEncoder().encode(`${format} ${encoding}\n`),
    ready: () => ({ ready: true, reasons: [] }),
    plugins: () => ({
      schema_version: STATUS_SCHEMA_VERSION,
      isolation: [],
      plugins: [fakePlugin()],
    }),
    status: () => fakeStatus(),
    front: fakeFront(),
    observe: (request) => observed.push(request),
    auth: undefined,
    observed,
    ...fields,
  };
}
