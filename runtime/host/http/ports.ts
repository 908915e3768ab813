/** What the HTTP side needs from the rest of the host. */
import type { PluginsAnswer, StatusAnswer } from "../../contract/status.ts";
import type { ServerAuth } from "../../contract/syscall.ts";

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

/** The host as the HTTP side sees it. */
export interface HttpPorts {
  /** The cached bytes; never waits for a collection. */
  metrics(format: MetricsFormat, encoding: MetricsEncoding): Uint8Array | Promise<Uint8Array>;
  ready(): { readonly ready: boolean; readonly reasons: readonly string[] };
  plugins(): PluginsAnswer;
  status(): StatusAnswer;
  observe(request: AnsweredRequest): void;
  /** Undefined when clients need not say who they are. */
  readonly auth: ServerAuth | undefined;
}
