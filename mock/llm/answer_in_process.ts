import type { EngineView } from "../sim/engine_view.ts";
import { emulatorOf } from "./emulators.ts";
import { Recorder } from "./exposition/recorder.ts";
import { garbageOf } from "./http/garbage.ts";
import type { LlmServerOptions } from "./options.ts";
import { ServerContext } from "./server_context.ts";

type Handler = (request: Request) => Response | Promise<Response>;

/** A fake server without a listener. */
export interface InProcessServer {
  readonly answer: Handler;
  /** Answers nonsense. */
  readonly garbage: Handler;
  /** Where metrics have a listener of their own. */
  readonly metrics: { readonly portAbove: number; readonly answer: Handler } | undefined;
}

/**
 * Makes a server that answers as the one of startLlmServer, to whoever calls it in this process.
 *
 * @throws {Error} when there is no such engine or variant.
 */
export function createInProcessServer(
  view: EngineView,
  options: LlmServerOptions,
): InProcessServer {
  const emulator = emulatorOf(view.engine, options.variant);
  const recorder = new Recorder(view, emulator.metrics(view, options));
  const server = new ServerContext(view, options, recorder);
  const app = emulator.app(server);
  const own = emulator.metricsListener;
  const metricsApp = own?.app(server);
  return {
    answer: (request) => app.fetch(request),
    garbage: garbageOf,
    metrics: own && metricsApp &&
      { portAbove: own.portAbove, answer: (request) => metricsApp.fetch(request) },
  };
}
