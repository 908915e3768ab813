import type { Context } from "hono";
import type { ModelState } from "../../sim/engine_view.ts";
import type { ModelMetrics, Value } from "../exposition/table.ts";
import { VALUES } from "../exposition/values.ts";
import type { ServerContext } from "../server_context.ts";
import { lookUp } from "../../template/render.ts";
import type { Scope } from "../../template/render.ts";

/** Ollama's word for never: the largest number of nanoseconds from now. */
const NEVER_SECONDS = 9_223_372_036;
const DAY_SECONDS = 86_400;

/** Returns the values that templates of a server may name. */
export function serverScope(server: ServerContext): Scope {
  const { view, options } = server;
  const { version } = view;
  return {
    view,
    version,
    hasMetrics: server.hasMetrics,
    apiKey: options.apiKey ?? null,
    startedAt: () => view.startedAtUnix(),
    now: () => Date.now() / 1000,
    tomorrow: () => Date.now() / 1000 + DAY_SECONDS,
    startMicros: Math.floor(performance.now() * 1000),
    model: () => server.model,
    models: () => view.models(),
    loadedModels: () => view.models().filter(({ isLoaded }) => isLoaded),
    slots: () => listSlots(server),
    never: () => view.startedAtUnix() + NEVER_SECONDS,
    value: (scope: Scope) =>
      lazyValues(server.recorder.readMetrics(lookUp("model", scope) as ModelState)),
  };
}

/** Returns the scope of a request, which adds what its client said; `fields` are those of a body. */
export function requestScope(
  scope: Scope,
  { req }: Context,
  repository: readonly string[],
): Scope {
  const { method, path } = req;
  const param = req.param();
  const isInRepository = "name" in param && repository.includes(param.name);
  const own = { method, path, query: req.query(), param, fields: undefined };
  return { ...scope, ...own, repository, isInRepository };
}

/** Returns the scope of one model's series. */
export function metricsScope(metrics: ModelMetrics): Scope {
  return { model: metrics.model, view: metrics.view, value: () => lazyValues(metrics) };
}

/** Returns the values of the tables by their names, each computed when it is asked for. */
function lazyValues(metrics: ModelMetrics): object {
  const known: Readonly<Record<string, Value>> = VALUES;
  return new Proxy({}, { get: (_, name) => known[String(name)]?.(metrics) });
}

/** Lists the places of a batch: the first so many are at work, with equal shares of the cache. */
function listSlots({ view }: ServerContext): object[] {
  const { runningRequests, kvUsedTokens } = view.snapshot();
  const share = runningRequests === 0 ? 0 : Math.floor(kvUsedTokens / runningRequests);
  return Array.from({ length: view.maxConcurrentRequests }, (_, id) => {
    const isBusy = id < runningRequests;
    const promptTokens = isBusy ? Math.floor(share * 0.8) : 0;
    return { id, isBusy, promptTokens, decodedTokens: isBusy ? share - promptTokens : 0 };
  });
}
