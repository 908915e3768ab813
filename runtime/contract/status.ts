/** The answers of the HTTP API, shared by the host that writes them and the command line that reads. */
import type { StopReason } from "./codes.ts";
import type { Subject } from "./subject.ts";
import type { Grant } from "./grant.ts";
import type { IsolationLayer } from "./syscall.ts";

/** Raised when a field changes its meaning or goes away. */
export const STATUS_SCHEMA_VERSION = 1;

/** States of a plugin, as lifecycle/state.ts moves between them. */
export const PLUGIN_STATES = [
  "discovered",
  "pending",
  "rejected",
  "disabled",
  "admitted",
  "starting",
  "idle",
  "collecting",
  "starved",
  "retired",
  "inactive",
  "backoff",
  "quarantined",
  "draining",
  "stopped",
] as const;
export type PluginStateName = (typeof PLUGIN_STATES)[number];

/** A plugin in `GET /api/v1/plugins`. Times are ISO 8601, durations seconds. */
export interface PluginStatus {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly state: PluginStateName;
  /** The reason for that state, one sentence; empty when there is nothing to say. */
  readonly detail: string;
  readonly digest: string;
  readonly approval: "free" | "approved" | "changed_since_approval" | "none";
  readonly grant: Grant;
  readonly denied: readonly string[];
  /** The exact command line of the process, flags included. */
  readonly command: readonly string[];
  readonly pid: number | null;
  readonly interval_seconds: number;
  readonly timeout_seconds: number;
  readonly series: number;
  readonly series_limit: number;
  readonly collections: number;
  readonly failures: number;
  readonly missed_ticks: number;
  readonly last_collection_at: string | null;
  readonly last_duration_seconds: number | null;
  readonly last_success_at: string | null;
  /** For an inactive plugin the next recheck, which may lead to a collection. */
  readonly next_collection_at: string | null;
  readonly last_error:
    | { readonly code: string; readonly message: string; readonly at: string }
    | null;
  /**
   * Things that the plugin watches one by one, as it last reported them; empty where it reports
   * none.
   */
  readonly subjects: readonly Subject[];
  /** The last different warnings and errors that the plugin itself logged, the newest first. */
  readonly warnings: readonly { readonly message: string; readonly at: string }[];
  readonly last_stop:
    | { readonly reason: StopReason; readonly detail: string; readonly at: string }
    | null;
  readonly restarts: number;
  /** Time that its processes were ready to run and waited for a processor; null where unknown. */
  readonly starved_seconds: number | null;
  readonly resident_memory_bytes: number | null;
  readonly cpu_seconds: number | null;
  readonly pending: { readonly digest: string; readonly message: string } | null;
  readonly reload: { readonly ok: boolean; readonly message: string; readonly at: string } | null;
  /** A newer version that did not start yet, and is tried again. */
  readonly upgrade: {
    readonly version: string;
    readonly digest: string;
    readonly message: string;
    readonly next_try_at: string;
  } | null;
}

/** `GET /api/v1/plugins`. */
export interface PluginsAnswer {
  readonly schema_version: typeof STATUS_SCHEMA_VERSION;
  /** The layers around every plugin that this machine has or lacks. */
  readonly isolation: readonly IsolationLayer[];
  /** Commands, grants and denials are left out: anybody could read this. */
  readonly withheld?: boolean;
  readonly plugins: readonly PluginStatus[];
}

/** `GET /api/v1/status`. */
export interface StatusAnswer {
  readonly schema_version: typeof STATUS_SCHEMA_VERSION;
  readonly version: string;
  readonly deno_version: string;
  readonly started_at: string;
  readonly ready: boolean;
  /** Reasons why it is not ready, one sentence each. */
  readonly not_ready: readonly string[];
  readonly plugins: Readonly<Record<PluginStateName, number>>;
  readonly series: number;
  readonly isolation: readonly IsolationLayer[];
  readonly config_reload:
    | { readonly ok: boolean; readonly message: string; readonly at: string }
    | null;
}
