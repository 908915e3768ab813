import { CodedError } from "../contract/errors.ts";
import { IssuesError } from "../contract/issue.ts";
import type { ErrorCode } from "../contract/codes.ts";

/** The exit codes of all commands, for scripts. A person who presses Ctrl-C ends it with 130, by the signal. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  configInvalid: 3,
  approvalNeeded: 4,
  unreachable: 5,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const BY_CODE: Readonly<Record<ErrorCode, ExitCode>> = {
  config_unreadable: EXIT.configInvalid,
  config_invalid: EXIT.configInvalid,
  config_too_large: EXIT.configInvalid,
  manifest_missing: EXIT.configInvalid,
  manifest_unreadable: EXIT.configInvalid,
  manifest_too_large: EXIT.configInvalid,
  manifest_invalid: EXIT.configInvalid,
  yaml_invalid: EXIT.configInvalid,
  plugins_dir_missing: EXIT.configInvalid,
  no_plugins: EXIT.configInvalid,
  plugin_not_found: EXIT.failure,
  plugin_exists: EXIT.failure,
  plugin_name_mismatch: EXIT.configInvalid,
  plugin_file_kind: EXIT.configInvalid,
  plugin_too_large: EXIT.configInvalid,
  plugin_too_many_files: EXIT.configInvalid,
  plugin_unreadable: EXIT.configInvalid,
  container_label_invalid: EXIT.failure,
  plugin_config_invalid: EXIT.configInvalid,
  over_total: EXIT.configInvalid,
  metric_name_taken: EXIT.configInvalid,
  approval_needed: EXIT.approvalNeeded,
  lock_invalid: EXIT.configInvalid,
  lock_unsafe: EXIT.configInvalid,
  state_dir_unusable: EXIT.failure,
  state_dir_unsafe: EXIT.failure,
  reader_failed: EXIT.failure,
  state_dir_in_use: EXIT.failure,
  writable_by_others: EXIT.failure,
  transpiled_changed: EXIT.failure,
  port_in_use: EXIT.failure,
  listen_failed: EXIT.failure,
  listener_lost: EXIT.failure,
  log_lines_dropped: EXIT.failure,
  kernel_share: EXIT.failure,
  watch_unavailable: EXIT.failure,
  tls_invalid: EXIT.configInvalid,
  auth_invalid: EXIT.configInvalid,
  open_to_strangers: EXIT.failure,
  host_unreachable: EXIT.unreachable,
  host_failed: EXIT.failure,
  packages_unavailable: EXIT.unreachable,
  service_failed: EXIT.failure,
  board_invalid: EXIT.failure,
  grafana_failed: EXIT.unreachable,
  fleet_unreadable: EXIT.configInvalid,
  fleet_invalid: EXIT.configInvalid,
  usage: EXIT.usage,
  not_explained: EXIT.failure,
  bundle_invalid: EXIT.failure,
  bundle_unwritable: EXIT.failure,
  path_unusable: EXIT.failure,
  internal: EXIT.failure,
};

/** Ctrl-C ended what a command was doing; its rest would mislead, and nothing needs saying. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** The exit code that says what kind of error this is; 1 for one without a code. */
export function toExitCode(error: unknown): ExitCode {
  if (error instanceof Interrupted) return EXIT.interrupted;
  return error instanceof CodedError || error instanceof IssuesError
    ? BY_CODE[error.code]
    : EXIT.failure;
}

/** The exit code of an error code. */
export function exitCodeFor(code: ErrorCode): ExitCode {
  return BY_CODE[code];
}
