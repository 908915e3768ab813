/** Ports and statuses for this folder's tests. */
import { EMPTY_GRANT } from "../../contract/grant.ts";
import {
  PLUGIN_STATES,
  type PluginStateName,
  type PluginStatus,
  STATUS_SCHEMA_VERSION,
  type StatusAnswer,
} from "../../contract/status.ts";
import type { AnsweredRequest, HttpPorts } from "./ports.ts";

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
    grant: EMPTY_GRANT,
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
    observe: (request) => observed.push(request),
    auth: undefined,
    observed,
    ...fields,
  };
}
