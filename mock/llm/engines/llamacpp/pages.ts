import type { ModelState } from "../../../sim/engine_view.ts";
import type { Outcome } from "../../chat/generation.ts";
import type { ServerContext } from "../../server_context.ts";

const PARAMETERS = {
  n_predict: -1,
  seed: 4294967295,
  temperature: 0.800000011920929,
  top_k: 40,
  top_p: 0.949999988079071,
  min_p: 0.05000000074505806,
  max_tokens: -1,
  stream: true,
  samplers: ["penalties", "dry", "top_k", "typ_p", "top_p", "min_p", "xtc", "temperature"],
};

/** Each slot's share of the context. */
function slotContext({ view, model }: ServerContext): number {
  return Math.min(
    model.contextTokens,
    Math.floor(view.kvCapacityTokens / view.maxConcurrentRequests),
  );
}

/** `/props`: what the server was started with. */
export function propsOf(server: ServerContext): object {
  const { model, view } = server;
  return {
    default_generation_settings: {
      id: 0,
      id_task: -1,
      n_ctx: slotContext(server),
      speculative: false,
      is_processing: false,
      params: PARAMETERS,
      prompt: "",
      next_token: { has_next_token: true, has_new_line: false, n_remain: -1, n_decoded: 0 },
    },
    total_slots: view.maxConcurrentRequests,
    model_alias: model.name,
    model_path: `/models/${model.name.split("/").at(-1)}.gguf`,
    model_ftype: model.quantization,
    modalities: { vision: false, audio: false },
    endpoint_slots: true,
    endpoint_props: false,
    endpoint_metrics: server.hasMetrics,
    build_info: view.version,
    is_sleeping: false,
  };
}

/** `/props` of a router, which has no model of its own and says so. */
export function routerPropsOf(server: ServerContext): object {
  return {
    role: "router",
    max_instances: 4,
    models_autoload: true,
    default_generation_settings: { params: null, n_ctx: 0 },
    model_alias: "llama-server",
    model_path: "none",
    build_info: server.view.version,
  };
}

/** `/slots`: the first so many of them are at work, with an equal share of what is in the cache. */
export function slotsOf(server: ServerContext): object[] {
  const { runningRequests, kvUsedTokens } = server.view.snapshot();
  const share = runningRequests === 0 ? 0 : Math.floor(kvUsedTokens / runningRequests);
  return Array.from({ length: server.view.maxConcurrentRequests }, (_, id) => {
    const isProcessing = id < runningRequests;
    const prompt = isProcessing ? Math.floor(share * 0.8) : 0;
    return {
      id,
      n_ctx: slotContext(server),
      speculative: false,
      is_processing: isProcessing,
      id_task: isProcessing ? id : -1,
      n_prompt_tokens: prompt,
      n_prompt_tokens_processed: prompt,
      n_prompt_tokens_cache: 0,
      params: PARAMETERS,
      next_token: [{
        has_next_token: isProcessing,
        has_new_line: false,
        n_remain: -1,
        n_decoded: isProcessing ? share - prompt : 0,
      }],
    };
  });
}

/** `/v1/models`: with a list that imitates Ollama's, but for routers. */
export function modelsOf(server: ServerContext, isRouter: boolean): object {
  const models = server.view.models();
  if (isRouter) return { data: models.map(routerCardOf), object: "list" };
  const own = models.slice(0, 1);
  const created = Math.floor(server.view.startedAtUnix());
  return {
    models: own.map(ollamaCardOf),
    object: "list",
    data: own.map((model) => ({
      id: model.name,
      object: "model",
      created,
      ...cardOf(server, model),
    })),
  };
}

function cardOf(server: ServerContext, model: ModelState): Record<string, unknown> {
  return {
    aliases: [model.name],
    tags: [],
    owned_by: "llamacpp",
    meta: {
      vocab_type: 2,
      n_vocab: 128_256,
      n_ctx: slotContext(server),
      n_ctx_train: model.contextTokens,
      n_embd: 4096,
      n_params: 8_030_261_312,
      size: model.sizeBytes,
      ftype: model.quantization,
    },
  };
}

export function ollamaCardOf({ name }: ModelState): object {
  return {
    name,
    model: name,
    modified_at: "",
    size: "",
    digest: "",
    type: "model",
    description: "",
    tags: [""],
    capabilities: ["completion"],
    parameters: "",
    details: {
      parent_model: "",
      format: "gguf",
      family: "",
      families: [""],
      parameter_size: "",
      quantization_level: "",
    },
  };
}

/** A model of a router, with what became of it; asking for the list loads none. */
function routerCardOf(model: ModelState): object {
  return {
    id: model.name,
    object: "model",
    owned_by: "llamacpp",
    path: `/models/${model.name.split("/").at(-1)}.gguf`,
    in_cache: true,
    status: {
      value: model.isLoaded ? "loaded" : "unloaded",
      ...model.isLoaded && { args: ["llama-server", "-ctx", String(model.contextTokens)] },
    },
  };
}

/** The times that the last chunk of an answer has. */
export function timingsOf(outcome: Outcome): object {
  const { promptTokens, cachedTokens, tokens, promptSeconds, tokenSeconds } = outcome;
  const computed = Math.max(0, promptTokens - cachedTokens);
  const part = (prefix: string, count: number, seconds: number) => ({
    [`${prefix}_n`]: count,
    [`${prefix}_ms`]: seconds * 1000,
    [`${prefix}_per_token_ms`]: count === 0 ? 0 : seconds * 1000 / count,
    [`${prefix}_per_second`]: seconds === 0 ? 0 : count / seconds,
  });
  return {
    cache_n: cachedTokens,
    ...part("prompt", computed, promptSeconds),
    ...part("predicted", tokens, tokenSeconds),
  };
}
