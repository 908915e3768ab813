import type { PluginStatus } from "../../contract/status.ts";
import type { ProcessUsage } from "../../contract/syscall.ts";
import type { Grant } from "../../contract/grant.ts";
import { readDetail } from "../lifecycle/state.ts";
import type { PluginInstance } from "./plugin_instance.ts";
import type { NotedError } from "./plugin_record.ts";
import type { Entry } from "./supervisor.ts";

/** Sources of the view besides the entry. */
export interface StatusSources {
  readonly nowMs: number;
  readonly unixMs: number;
  readonly series: (plugin: string) => number;
  readonly usage: readonly ProcessUsage[];
  readonly emptyGrant: Grant;
}

/** One plugin as `GET /api/v1/plugins` shows it. */
export function pluginStatus(entry: Entry, sources: StatusSources): PluginStatus {
  const { candidate, instance, state, conflict } = entry;
  const { rejected, pending } = candidate;
  return {
    name: candidate.name,
    state: state.name,
    detail: conflict ?? rejected?.message ?? readDetail(state),
    pending: pending ?? null,
    ...(instance ? runningPart(instance, sources) : heldPart(sources)),
  };
}

type Common = "name" | "state" | "detail" | "pending";

function runningPart(
  instance: PluginInstance,
  { nowMs, unixMs, series, usage }: StatusSources,
): Omit<PluginStatus, Common> {
  const { spec, pid, report: { record } } = instance;
  const used = usage.find((process) => process.role === "guest" && process.pid === pid);
  return {
    version: spec.version,
    description: spec.description,
    digest: spec.digest,
    approval: spec.approval,
    grant: spec.grant,
    denied: spec.denied,
    command: spec.command,
    pid,
    interval_seconds: spec.intervalMs / 1_000,
    timeout_seconds: spec.timeoutMs / 1_000,
    series: series(spec.name),
    series_limit: spec.seriesLimit,
    collections: record.collections,
    failures: record.failures,
    missed_ticks: record.missedTicks,
    last_collection_at: isoTime(record.lastCollectionMs),
    last_duration_seconds: record.lastDurationSeconds ?? null,
    last_success_at: isoTime(record.lastSuccessMs),
    next_collection_at: isoTime(unixMs + Math.max(instance.dueMs - nowMs, 0)),
    last_error: noted(record.lastError),
    subjects: record.subjects,
    warnings: record.warnings.map(({ message, atMs }) => ({
      message,
      at: new Date(atMs).toISOString(),
    })),
    last_stop: record.lastStop
      ? {
        reason: record.lastStop.reason,
        detail: record.lastStop.detail,
        at: new Date(record.lastStop.atMs).toISOString(),
      }
      : null,
    restarts: record.restarts,
    starved_seconds: used?.starvedSeconds ?? null,
    resident_memory_bytes: used?.residentBytes ?? null,
    cpu_seconds: used?.cpuSeconds ?? null,
    reload: record.reload
      ? {
        ok: record.reload.ok,
        message: record.reload.message,
        at: new Date(record.reload.atMs).toISOString(),
      }
      : null,
    upgrade: record.upgrade
      ? {
        version: record.upgrade.version,
        digest: record.upgrade.digest,
        message: record.upgrade.message,
        next_try_at: new Date(record.upgrade.nextTryAtMs).toISOString(),
      }
      : null,
  };
}

function heldPart({ emptyGrant }: StatusSources): Omit<PluginStatus, Common> {
  return {
    version: "",
    description: "",
    digest: "",
    approval: "none",
    grant: emptyGrant,
    denied: [],
    command: [],
    pid: null,
    interval_seconds: 0,
    timeout_seconds: 0,
    series: 0,
    series_limit: 0,
    collections: 0,
    failures: 0,
    missed_ticks: 0,
    last_collection_at: null,
    last_duration_seconds: null,
    last_success_at: null,
    next_collection_at: null,
    last_error: null,
    subjects: [],
    warnings: [],
    last_stop: null,
    restarts: 0,
    starved_seconds: null,
    resident_memory_bytes: null,
    cpu_seconds: null,
    reload: null,
    upgrade: null,
  };
}

function noted(error: NotedError | undefined): PluginStatus["last_error"] {
  if (!error) return null;
  return { code: error.code, message: error.message, at: new Date(error.atMs).toISOString() };
}

function isoTime(unixMs: number | undefined): string | null {
  return unixMs === undefined ? null : new Date(unixMs).toISOString();
}
