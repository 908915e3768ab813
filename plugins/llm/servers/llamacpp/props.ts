import { readJson } from "../../http/ask.ts";
import type { Ask } from "../../http/ask.ts";
import type { JsonSource, MetricsPage } from "../server_kind.ts";
import { toFields, toPositive, toText } from "../../http/json_fields.ts";
import { routedModels } from "./routed_models.ts";

/** No machine has so many models in memory. */
const MAX_PAGES = 32;

/** `/props` of llama.cpp's server. Its `/slots` would wake a model that sleeps, and may hold prompts. */
export const llamacppProps: JsonSource = {
  name: "props",
  asks: [{ path: "/props" }],
  isOptional: true,
  provides: [
    "model_info",
    "model_loaded",
    "max_concurrent_requests",
    "model_context_tokens",
    "sleeping",
  ],
  models: ([props]) => {
    const name = readModel(props);
    return name === "" ? [] : [name];
  },
  add: ([props = {}], metrics) => {
    const model = readModel(props);
    if (model === "") return;
    const settings = toFields(props.default_generation_settings);
    metrics.modelInfo(model, { quantization: toText(props.model_ftype) });
    metrics.ofModel("max_concurrent_requests", model, toPositive(props.total_slots));
    metrics.ofModel("model_context_tokens", model, toPositive(settings.n_ctx));
    // Older versions never sleep.
    const isAsleep = props.is_sleeping === true;
    metrics.ofModel("model_loaded", model, isAsleep ? 0 : 1);
    metrics.ofModel("sleeping", model, isAsleep ? 1 : 0);
  },
};

/** The model of a server; a router has none of its own, and names one for its page's sake. */
function readModel(props: Readonly<Record<string, unknown>> | undefined): string {
  if (props?.role === "router") return "";
  return toText(props?.model_alias) || toText(props?.model_path);
}

/** `/models` of a llama.cpp router: its models, and which of them are loaded. */
export const llamacppRouter: JsonSource = {
  name: "router",
  asks: [{ path: "/models" }],
  isOptional: true,
  provides: ["model_loaded", "sleeping"],
  add: ([list], metrics) => {
    for (const { id, state } of routedModels(list)) {
      metrics.ofModel("model_loaded", id, state === "loaded" ? 1 : 0);
      metrics.ofModel("sleeping", id, state === "sleeping" ? 1 : 0);
    }
  },
};

/**
 * The pages of a router: one for each model that is loaded. Without `autoload=false` a look would load
 * a model that is not.
 */
export async function llamacppPages(ask: Ask): Promise<readonly MetricsPage[] | undefined> {
  const models = routedModels(readJson(await ask("/models")));
  if (models.length === 0) return undefined;
  return models.filter(({ state }) => state === "loaded").slice(0, MAX_PAGES).map(({ id }) => ({
    path: `/metrics?model=${encodeURIComponent(id)}&autoload=false`,
    model: id,
  }));
}
