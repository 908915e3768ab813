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
  const { context, answer, garbage, metrics: ownMetrics } = createInProcessServer(view, options);
  const { hostname, port } = options;
  const listen = (own: number, answer: InProcessServer["answer"]) =>
    TcpEndpoint.open(
      { hostname, port: own },
      (endpoint) =>
        new Listener(endpoint, { reachability: () => view.reachability(), answer, garbage }),
    );
  const main = await listen(port, answer);
  let metrics: typeof main | undefined;
  if (ownMetrics) {
    const own = options.metricsPort ?? (port === 0 ? 0 : port + ownMetrics.portAbove);
    try {
      metrics = await listen(own, ownMetrics.answer);
    } catch (error) {
      await close(main);
      throw error;
    }
  }
  return {
    port: main.endpoint.port,
    metricsPort: metrics?.endpoint.port,
    costlyRequests: () => context.costlyRequests,
    unknownRequests: () => context.unknownRequests,
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
