/**
 * The closed lists of codes. A code is the `code` of an error, the `code` field of its log line and the
 * `reason` or `outcome` label of the metric that counts it, so that the three cannot disagree.
 */

/** Reasons for the end of a guest process. The first cause wins; no exit code overwrites it. */
export const STOP_REASONS = [
  "start_timeout",
  "call_timeout",
  "starved",
  "write_timeout",
  "frame_too_large",
  "invalid_utf8",
  "invalid_frame",
  "unsolicited_frame",
  "truncated_frame",
  "protocol_version",
  "stderr_flood",
  "call_flood",
  "log_flood",
  "memory_limit",
  "cpu_limit",
  "out_of_memory",
  "load_failed",
  "spawn_failed",
  "exit",
  "signal",
  "idle",
  "recycled",
  "replaced",
  "removed",
  "shutdown",
] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** Ends that the host asked for: they are not failures and cause no backoff. */
export const PLANNED_STOPS: ReadonlySet<StopReason> = new Set([
  "idle",
  "recycled",
  "replaced",
  "removed",
  "shutdown",
]);

/** Reasons for the refusal of a result, or of one family of it. */
export const REJECT_REASONS = [
  // the whole result
  "result_shape",
  "duplicate_family",
  "too_many_series",
  "result_too_large",
  "exposition_full",
  // one family
  "family_not_declared",
  "family_shape",
  "label_set",
  "label_value",
  "value_type",
  "value_not_finite",
  "counter_negative",
  "info_value",
  "histogram_buckets",
  "duplicate_series",
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/** Outcomes of a service call: `ok`, or the reason why there is no value. */
export const CALL_OUTCOMES = [
  "ok",
  "not_granted",
  "bad_arguments",
  "unknown_method",
  "not_found",
  "access_denied",
  "forbidden_path",
  "too_large",
  "timed_out",
  "busy",
  "command_not_found",
  "output_too_large",
  "unavailable",
  "failed",
] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** Outcome of a collection, the `result` label of `llm_monitor_plugin_collections_total`. */
export const COLLECTION_RESULTS = [
  "ok",
  "inactive",
  "failure",
  "rejected",
  "stopped",
  "starved",
] as const;
export type CollectionResult = (typeof COLLECTION_RESULTS)[number];

/** Errors of files, configuration, plugin folders and the command line. */
export const ERROR_CODES = [
  "config_unreadable",
  "config_invalid",
  "config_too_large",
  "manifest_missing",
  "manifest_unreadable",
  "manifest_too_large",
  "manifest_invalid",
  "yaml_invalid",
  "plugins_dir_missing",
  "no_plugins",
  "plugin_not_found",
  "plugin_exists",
  "plugin_name_mismatch",
  "plugin_file_kind",
  "plugin_too_large",
  "plugin_too_many_files",
  "plugin_unreadable",
  "plugin_config_invalid",
  "container_label_invalid",
  "over_total",
  "metric_name_taken",
  "approval_needed",
  "lock_invalid",
  "lock_unsafe",
  "state_dir_unusable",
  "state_dir_unsafe",
  "reader_failed",
  "state_dir_in_use",
  "writable_by_others",
  "transpiled_changed",
  "port_in_use",
  "listen_failed",
  "listener_lost",
  "log_lines_dropped",
  "kernel_share",
  "watch_unavailable",
  "tls_invalid",
  "auth_invalid",
  "open_to_strangers",
  "host_unreachable",
  "host_failed",
  "packages_unavailable",
  "service_failed",
  "board_invalid",
  "grafana_failed",
  "fleet_unreadable",
  "fleet_invalid",
  "usage",
  "not_explained",
  "bundle_invalid",
  "bundle_unwritable",
  "path_unusable",
  "internal",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];
