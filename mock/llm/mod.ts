/** Fake LLM servers: HTTP as real engines speak it, over an engine of the simulation. */
import type { EngineView } from "../sim/engine_view.ts";
import { speechOf } from "./engines.ts";
import { Recorder } from "./exposition/recorder.ts";
import { Listener } from "./http/listener.ts";
import type { LlmServer, LlmServerOptions } from "./options.ts";
import { World } from "./world.ts";

export { ENGINES } from "./engines.ts";
export type { EngineSpeech } from "./engine.ts";
export type { LlmServer, LlmServerOptions } from "./options.ts";

/**
 * Starts a server that speaks as the view's engine does.
 *
 * @throws {Error} when there is no such engine or variant, or the port is taken.
 */
export async function startLlmServer(
  view: EngineView,
  options: LlmServerOptions,
): Promise<LlmServer> {
  const speech = speechOf(view.engine, options.variant);
  const recorder = new Recorder(view, speech.table(view, options));
  const world = new World(view, options, recorder);
  const { hostname, port } = options;
  const reachability = () => view.reachability();
  const app = speech.app(world);
  const main = new Listener(reachability, { hostname, port }, (request) => app.fetch(request));
  const listeners = [main];
  let metrics: Listener | undefined;
  if (speech.metrics) {
    const { portAbove, app: create } = speech.metrics;
    const own = options.metricsPort ?? (port === 0 ? 0 : port + portAbove);
    const metricsApp = create(world);
    try {
      metrics = new Listener(
        reachability,
        { hostname, port: own },
        (request) => metricsApp.fetch(request),
      );
    } catch (error) {
      await main.close();
      throw error;
    }
    listeners.push(metrics);
  }
  return {
    port: main.port,
    metricsPort: metrics?.port,
    touched: () => world.touched,
    unknown: () => world.unknown,
    close: async () => {
      await Promise.all(listeners.map((listener) => listener.close()));
    },
  };
}
