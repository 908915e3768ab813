/** Fake LLM servers: HTTP as real engines answer it, over an engine of the simulation. */
import type { Hono } from "hono";
import { TcpEndpoint } from "../net/endpoint.ts";
import { Listener } from "../net/listener.ts";
import type { EngineView } from "../sim/engine_view.ts";
import { findProfile } from "./emulators.ts";
import { OWN_PAGES } from "./engines/own.ts";
import { Recorder } from "./exposition/recorder.ts";
import { NO_METRICS } from "./exposition/table.ts";
import { readTables } from "./exposition/read_tables.ts";
import { buildApp, buildMetricsApp } from "./http/build_app.ts";
import { garbageOf } from "./http/garbage.ts";
import type { LlmServer, LlmServerOptions } from "./options.ts";
import { ServerContext } from "./server_context.ts";

export { ENGINES } from "./emulators.ts";
export { PortTaken } from "../net/port_taken.ts";
export type { LlmServer, LlmServerOptions } from "./options.ts";

/**
 * Starts a server that behaves as the view's engine does.
 *
 * @throws {Error} when there is no such engine or variant.
 * @throws {PortTaken} with the port that another program has.
 */
export async function startLlmServer(
  view: EngineView,
  options: LlmServerOptions,
): Promise<LlmServer> {
  const profile = findProfile(view.engine, options.variant);
  const tables = profile.metrics ? readTables(profile.metrics, options.hasMetrics) : NO_METRICS;
  const server = new ServerContext(view, options, new Recorder(view, tables));
  const parts = { server, profile, own: OWN_PAGES[view.engine]?.(server) ?? {} };
  const { hostname, port } = options;
  const listen = (app: Hono, own: number) =>
    TcpEndpoint.open({ hostname, port: own }, (endpoint) =>
      new Listener(endpoint, {
        reachability: () => view.reachability(),
        answer: (request) => app.fetch(request),
        garbage: garbageOf,
      }));
  const main = await listen(buildApp(parts), port);
  let metrics: typeof main | undefined;
  const { portAbove } = profile.metrics ?? {};
  if (portAbove !== undefined) {
    const own = options.metricsPort ?? (port === 0 ? 0 : port + portAbove);
    try {
      metrics = await listen(buildMetricsApp(parts), own);
    } catch (error) {
      await close(main);
      throw error;
    }
  }
  return {
    port: main.endpoint.port,
    metricsPort: metrics?.endpoint.port,
    costlyRequests: () => server.costlyRequests,
    unknownRequests: () => server.unknownRequests,
    close: async () => {
      await Promise.all([close(main), metrics && close(metrics)]);
    },
  };
}

async function close(
  { endpoint, listening }: { readonly endpoint: TcpEndpoint; readonly listening: Listener },
): Promise<void> {
  await listening.close();
  await endpoint.release();
}
