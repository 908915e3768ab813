/**
 * The messages between host and guest, one JSON object a frame; see ../wire/PROTOCOL.md.
 * A guest is untrusted: {@linkcode parseGuestMessage} checks the shape of everything it says.
 */
import type { Family } from "./metric.ts";
import type { CallOutcome } from "./codes.ts";
import { isRecord } from "./record.ts";
import { parseSubjects } from "./subject.ts";
import type { Subject } from "./subject.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";
export const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** Host to guest. */
export type HostMessage =
  | {
    readonly type: "hello";
    readonly protocol: number;
    readonly plugin: string;
    readonly version: string;
    /** The operator's settings of this plugin, defaults filled in. */
    readonly config: Readonly<Record<string, unknown>>;
  }
  | { readonly type: "collect"; readonly id: number; readonly timeoutMs: number }
  | { readonly type: "return"; readonly id: number; readonly ok: true; readonly value: unknown }
  | {
    readonly type: "return";
    readonly id: number;
    readonly ok: false;
    readonly code: Exclude<CallOutcome, "ok">;
    readonly message: string;
  }
  | { readonly type: "stop" };

/** Guest to host. */
export type GuestMessage =
  | { readonly type: "hello"; readonly protocol: number }
  /** The plugin could not be loaded; the guest ends after it. */
  | { readonly type: "load_failed"; readonly message: string }
  | { readonly type: "result"; readonly id: number; readonly families: readonly Family[] }
  /** The thing that the plugin watches is not on this machine. */
  | { readonly type: "inactive"; readonly id: number; readonly reason: string }
  | { readonly type: "failure"; readonly id: number; readonly message: string }
  | {
    readonly type: "call";
    readonly id: number;
    readonly service: string;
    readonly method: string;
    readonly args: readonly unknown[];
  }
  | { readonly type: "log"; readonly level: LogLevel; readonly message: string }
  /** All things that it watches one by one. */
  | { readonly type: "subjects"; readonly subjects: readonly Subject[] };

/** The longest text that a guest's failure, reason or log message keeps. */
const TEXT_LIMIT = 4_096;

/**
 * Checks that a decoded frame is a guest message. The families of a result are checked later,
 * against the manifest; here they only have to be an array.
 *
 * @returns undefined when it is none.
 */
export function parseGuestMessage(value: unknown): GuestMessage | undefined {
  if (!isRecord(value)) return undefined;
  switch (value.type) {
    case "hello":
      return isCount(value.protocol) ? { type: "hello", protocol: value.protocol } : undefined;
    case "load_failed":
      return isText(value.message)
        ? { type: "load_failed", message: clip(value.message) }
        : undefined;
    case "result":
      return isCount(value.id) && Array.isArray(value.families)
        ? { type: "result", id: value.id, families: value.families as Family[] }
        : undefined;
    case "inactive":
      return isCount(value.id) && isText(value.reason)
        ? { type: "inactive", id: value.id, reason: clip(value.reason) }
        : undefined;
    case "failure":
      return isCount(value.id) && isText(value.message)
        ? { type: "failure", id: value.id, message: clip(value.message) }
        : undefined;
    case "call":
      return isCount(value.id) && isText(value.service) && isText(value.method) &&
          Array.isArray(value.args)
        ? {
          type: "call",
          id: value.id,
          service: clip(value.service),
          method: clip(value.method),
          args: value.args,
        }
        : undefined;
    case "log":
      return isText(value.message) && LOG_LEVELS.includes(value.level as LogLevel)
        ? { type: "log", level: value.level as LogLevel, message: clip(value.message) }
        : undefined;
    case "subjects": {
      const subjects = parseSubjects(value.subjects);
      return subjects && { type: "subjects", subjects };
    }
    default:
      return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function clip(text: string): string {
  return text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)} (cut)` : text;
}
