import type { EngineView } from "../sim/engine_view.ts";
import { findProfile } from "./emulators.ts";
import { OWN_PAGES } from "./engines/own.ts";
import { readTables } from "./exposition/read_tables.ts";
import { Recorder } from "./exposition/recorder.ts";
import { NO_METRICS } from "./exposition/table.ts";
import { buildApp, buildMetricsApp } from "./http/build_app.ts";
import { makeGarbage } from "./http/garbage.ts";
import type { LlmServerOptions } from "./options.ts";
import { ServerContext } from "./server_context.ts";

type Handler = (request: Request) => Response | Promise<Response>;

/** A fake server without a listener. */
export interface InProcessServer {
  readonly context: ServerContext;
  readonly answer: Handler;
  /** Answers nonsense. */
  readonly garbage: Handler;
  /** The metrics' own listener, where they have one. */
  readonly metrics: { readonly portAbove: number; readonly answer: Handler } | undefined;
}

/**
 * Makes a server that behaves as the view's engine does, for whoever calls it in this process.
 *
 * @throws {Error} when there is no such engine or variant.
 */
export function createInProcessServer(
  view: EngineView,
  options: LlmServerOptions,
): InProcessServer {
  const profile = findProfile(view.engine, options.variant);
  const tables = profile.metrics ? readTables(profile.metrics, options.hasMetrics) : NO_METRICS;
  const context = new ServerContext(view, options, new Recorder(view, tables));
  const parts = { server: context, profile, own: OWN_PAGES[view.engine]?.(context) ?? {} };
  const app = buildApp(parts);
  const metricsApp = buildMetricsApp(parts);
  const { portAbove } = profile.metrics ?? {};
  return {
    context,
    answer: (request) => app.fetch(request),
    garbage: makeGarbage,
    metrics: portAbove === undefined
      ? undefined
      : { portAbove, answer: (request) => metricsApp.fetch(request) },
  };
}
