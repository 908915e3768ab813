/** The ports of the HTTP side to the rest of the host. */
import type { HistoryAnswer, LogLine } from "../../contract/item.ts";
import type { PluginsAnswer, StatusAnswer } from "../../contract/status.ts";
import type { ServerAuth } from "../../contract/syscall.ts";
import type { CallCounts } from "../overview/call_ledger.ts";
import type { Snapshot } from "../overview/overview.ts";
import type { SeriesId } from "../views/history.ts";
import type { HistoryQuery } from "../views/history_answer.ts";

/** The exposition format of the metrics. */
export type MetricsFormat = "text" | "openmetrics";

/** The content encoding of the metrics. */
export type MetricsEncoding = "identity" | "gzip";

/** One request that was answered. */
export interface AnsweredRequest {
  /** A path of routes.ts, or `other`. */
  readonly route: string;
  /** As the client sent it: not bounded. */
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}

/** Everything that people see of the host; everything is there already, and nothing is waited for. */
export interface FrontPorts {
  /** Anybody could ask: what could help a stranger is left out. */
  readonly isWithheld: boolean;
  overview(): Snapshot;
  /** The past of one number, the oldest first; NaN where nothing was told. */
  past(id: SeriesId): Float32Array;
  history(query: HistoryQuery): HistoryAnswer;
  /** The oldest line first. */
  log(): { readonly lines: readonly LogLine[]; readonly leftOut: number };
  /** The calls of a plugin to the kernel's services, by service. */
  calls(plugin: string): ReadonlyMap<string, CallCounts>;
  /** The exposition of one plugin; undefined when it has none. */
  pluginMetrics(plugin: string): Uint8Array | undefined;
}

/** The host as the HTTP side sees it. */
export interface HttpPorts {
  /** The cached bytes; never waits for a collection. */
  metrics(format: MetricsFormat, encoding: MetricsEncoding): Uint8Array | Promise<Uint8Array>;
  ready(): { readonly ready: boolean; readonly reasons: readonly string[] };
  plugins(): PluginsAnswer;
  status(): StatusAnswer;
  readonly front: FrontPorts;
  observe(request: AnsweredRequest): void;
  /** Undefined when clients need not say who they are. */
  readonly auth: ServerAuth | undefined;
}
