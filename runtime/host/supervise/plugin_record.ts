import type { Subject } from "../../contract/subject.ts";
import type { StopReason } from "../../contract/codes.ts";

/** Something that went wrong, and when (milliseconds since 1970). */
export interface NotedError {
  readonly code: string;
  readonly message: string;
  readonly atMs: number;
}

/** A plugin's past as the status shows it. Written by its instance alone. */
export interface PluginRecord {
  collections: number;
  failures: number;
  missedTicks: number;
  restarts: number;
  lastCollectionMs: number | undefined;
  lastDurationSeconds: number | undefined;
  lastSuccessMs: number | undefined;
  lastError: NotedError | undefined;
  lastStop:
    | { readonly reason: StopReason; readonly detail: string; readonly atMs: number }
    | undefined;
  /** A newer version that did not start yet, and when it is tried again (milliseconds since 1970). */
  upgrade:
    | {
      readonly version: string;
      readonly digest: string;
      readonly message: string;
      readonly nextTryAtMs: number;
    }
    | undefined;
  reload: { readonly ok: boolean; readonly message: string; readonly atMs: number } | undefined;
  /** The subjects that it watches one by one, as it last said. */
  subjects: readonly Subject[];
  /** The newest first, each message once. */
  warnings: readonly { readonly message: string; readonly atMs: number }[];
}

export function emptyRecord(): PluginRecord {
  return {
    collections: 0,
    failures: 0,
    missedTicks: 0,
    restarts: 0,
    lastCollectionMs: undefined,
    lastDurationSeconds: undefined,
    lastSuccessMs: undefined,
    lastError: undefined,
    lastStop: undefined,
    upgrade: undefined,
    reload: undefined,
    subjects: [],
    warnings: [],
  };
}
