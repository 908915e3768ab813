/** The answers of the API about what plugins watch: things of a kind, their past, and what is wrong. */
import type { LogLevel } from "./message.ts";
import type { ViewKind } from "./view_kinds.ts";

/** A thing that a plugin watches: a card, a server, a container. Fields are roles of its kind. */
export interface Item {
  readonly kind: ViewKind;
  readonly plugin: string;
  /** Tells it from others of its kind: the values of its key labels, each encoded as in a URL. */
  readonly key: string;
  /** The values of its key labels. */
  readonly labels: Readonly<Record<string, string>>;
  readonly numbers: Readonly<Record<string, number>>;
  readonly texts: Readonly<Record<string, readonly string[]>>;
  /** The largest first. */
  readonly parts: Readonly<
    Record<string, readonly { readonly name: string; readonly value: number }[]>
  >;
  /** The time of its plugin's last report of it. */
  readonly at: string;
  /** True if its plugin has not reported it for so long that its metrics are gone. */
  readonly stale: boolean;
}

/** `GET /api/v1/items`. */
export interface ItemsAnswer {
  readonly schema_version: 1;
  readonly items: readonly Item[];
  /** Number of things beyond the maximum that is kept. */
  readonly left_out: number;
}

/** The past of one number. */
export interface HistorySeries {
  readonly kind: ViewKind | "plugin";
  readonly key: string;
  readonly field: string;
  /** The oldest first, one for each step; null where nothing was reported. */
  readonly values: readonly (number | null)[];
}

/** `GET /api/v1/history`. */
export interface HistoryAnswer {
  readonly schema_version: 1;
  readonly step_seconds: number;
  /** The time at which the last step ends. */
  readonly end: string;
  readonly series: readonly HistorySeries[];
  /** Series that were asked for and that the answer has no room for. */
  readonly left_out: number;
}

export type Severity = "critical" | "warning";

/** Something that is wrong now. */
export interface Problem {
  /** Stays the same while it lasts. */
  readonly id: string;
  /** The kind of problem, closed list. */
  readonly code: string;
  readonly severity: Severity;
  readonly kind: ViewKind | "plugin" | "monitor";
  /** The key of the thing, or the name of the plugin. */
  readonly key: string;
  /** The thing concerned in words, such as a card or a plugin. */
  readonly subject: string;
  /** The fault in a few words. */
  readonly summary: string;
  /** The cause, as far as it is known; one sentence. */
  readonly cause: string;
  /** The fix; one sentence. */
  readonly fix: string;
  /** A command that does it or shows more; null when there is none. */
  readonly command: string | null;
  /** The time at which it was first seen. */
  readonly since: string;
}

/** `GET /api/v1/problems`. */
export interface ProblemsAnswer {
  readonly schema_version: 1;
  /** The worst of what is wrong now. */
  readonly state: "healthy" | Severity;
  readonly problems: readonly Problem[];
}

/** A line of the log. */
export interface LogLine {
  /** Counts up with every line. */
  readonly id: number;
  readonly at: string;
  readonly level: LogLevel;
  /** Empty when it concerns no plugin. */
  readonly plugin: string;
  readonly code: string;
  readonly message: string;
}

/** `GET /api/v1/logs`. */
export interface LogsAnswer {
  readonly schema_version: 1;
  readonly lines: readonly LogLine[];
  /** Lines that came faster than the tail can take; the log itself has them. */
  readonly left_out: number;
}
