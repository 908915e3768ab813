/** Fake LLM servers: HTTP as real engines answer it, over an engine of the simulation. */
import { TcpEndpoint } from "../net/endpoint.ts";
import { Listener } from "../net/listener.ts";
import type { EngineView } from "../sim/engine_view.ts";
import { createInProcessServer } from "./in_process_server.ts";
import type { InProcessServer } from "./in_process_server.ts";
import type { LlmServer, LlmServerOptions } from "./options.ts";

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
  const { context, answer, garbage, metrics } = createInProcessServer(view, options);
  const { hostname, port } = options;
  await using cleanup = new AsyncDisposableStack();
  const listen = async (port: number, answer: InProcessServer["answer"]) => {
    const serving = { reachability: () => view.reachability(), answer, garbage };
    const { endpoint, listening } = await TcpEndpoint.open(
      { hostname, port },
      (endpoint) => new Listener(endpoint, serving),
    );
    cleanup.defer(() => endpoint.release());
    cleanup.defer(() => listening.close());
    return endpoint.port;
  };
  const mainPort = await listen(port, answer);
  const besides = port === 0 ? 0 : port + (metrics?.portAbove ?? 0);
  const metricsPort = metrics && await listen(options.metricsPort ?? besides, metrics.answer);
  // Until here all was closed where something failed; now it is the caller's.
  const listeners = cleanup.move();
  return {
    port: mainPort,
    metricsPort,
    costlyRequests: () => context.costly.items,
    unknownRequests: () => context.unknown.items,
    close: () => listeners.disposeAsync(),
  };
}
