/** Fake LLM servers: HTTP as real engines answer it, over an engine of the simulation. */
import type { Hono } from "hono";
import { TcpEndpoint } from "../net/endpoint.ts";
import { Listener } from "../net/listener.ts";
import type { EngineView } from "../sim/engine_view.ts";
import { emulatorOf } from "./emulators.ts";
import { Recorder } from "./exposition/recorder.ts";
import { garbageOf } from "./http/garbage.ts";
import type { LlmServer, LlmServerOptions } from "./options.ts";
import { ServerContext } from "./server_context.ts";

export { ENGINES } from "./emulators.ts";
export type { EngineEmulator } from "./emulator.ts";
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
  const emulator = emulatorOf(view.engine, options.variant);
  const recorder = new Recorder(view, emulator.metrics(view, options));
  const server = new ServerContext(view, options, recorder);
  const { hostname, port } = options;
  const listen = (app: Hono, own: number) =>
    TcpEndpoint.open({ hostname, port: own }, (endpoint) =>
      new Listener(endpoint, {
        reachability: () => view.reachability(),
        answer: (request) => app.fetch(request),
        garbage: garbageOf,
      }));
  const main = await listen(emulator.app(server), port);
  let metrics: typeof main | undefined;
  if (emulator.metricsListener) {
    const { portAbove, app } = emulator.metricsListener;
    const own = options.metricsPort ?? (port === 0 ? 0 : port + portAbove);
    try {
      metrics = await listen(app(server), own);
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
