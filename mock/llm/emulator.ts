import type { Hono } from "hono";
import type { EngineView } from "../sim/engine_view.ts";
import type { MetricsTable } from "./exposition/table.ts";
import type { LlmServerOptions } from "./options.ts";
import type { ServerContext } from "./server_context.ts";

/** Makes a fake server behave as one kind of LLM server. */
export interface EngineEmulator {
  /** Other faces, such as an older version or another web server before the same engine. */
  readonly variants: readonly string[];
  readonly metrics: (view: EngineView, options: LlmServerOptions) => MetricsTable;
  readonly app: (server: ServerContext) => Hono;
  /** Where metrics have a listener of their own, and how far above the port it usually is. */
  readonly metricsListener?: {
    readonly portAbove: number;
    readonly app: (server: ServerContext) => Hono;
  };
}
