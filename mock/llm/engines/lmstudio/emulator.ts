import type { Context } from "hono";
import type { ModelState } from "../../../sim/engine_view.ts";
import { Generation } from "../../chat/generation.ts";
import type { Outcome } from "../../chat/generation.ts";
import { COMMON_CHAT, openAiError } from "../../chat/openai.ts";
import { countTokens, positive, readFields } from "../../chat/prompt.ts";
import { bodyOf } from "../../chat/stream.ts";
import type { EngineEmulator } from "../../emulator.ts";
import { NO_METRICS } from "../../exposition/table.ts";
import { buildApp } from "../../http/build_app.ts";
import type { ServerContext } from "../../server_context.ts";

const INVALID = "invalid_request_error";
const HABITS = {
  ...COMMON_CHAT,
  unknownModel: (context: Context, name: string) => {
    const message = `Model "${name}" not found`;
    return openAiError(context, 404, { message, type: INVALID, code: "model_not_found" });
  },
  badRequest: (context: Context, message: string) => context.json({ error: message }, 400),
};

/** LM Studio: no metrics, models that a request loads, and times in its own answers. */
export const lmstudio: EngineEmulator = {
  variants: [],
  metrics: () => NO_METRICS,
  app: (server) => {
    const { view } = server;
    return buildApp(server, {
      // It says 200 to what it does not know.
      notFound: ({ req }) => ({
        error: `Unexpected endpoint or method. (${req.method} ${req.path})`,
      }),
      guard: {
        isGuarded: ({ path }) => path !== "/lmstudio-greeting",
        refuse: (context) => {
          const message = "An LM Studio API token is required to make requests to this server.";
          return openAiError(context, 401, { message, type: INVALID, code: "invalid_api_key" });
        },
      },
      pages: {
        "/lmstudio-greeting": () => ({ lmstudio: true }),
        "/api/v0/models": () => ({ object: "list", data: view.models().map(cardOf) }),
        "/api/v0/models/:name{.+}": (context) => {
          const model = server.find(context.req.param("name") ?? "");
          return model ? cardOf(model) : context.json({ error: "Model not found" }, 404);
        },
        "/api/v1/models": () => ({ models: view.models().map(keyOf) }),
        "POST /api/v1/chat": (context) => answer(server, context),
      },
      models: { card: () => ({ owned_by: "organization_owner" }) },
      chats: [HABITS, {
        ...HABITS,
        chatPaths: ["/api/v0/chat/completions"],
        completionPaths: ["/api/v0/completions"],
        last: (outcome, model) => ({
          stats: {
            tokens_per_second: rateOf(outcome),
            time_to_first_token: outcome.firstTokenSeconds,
            generation_time: outcome.tokenSeconds,
            stop_reason: outcome.finish === "stop" ? "eosFound" : "maxPredictedTokensReached",
          },
          model_info: {
            arch: model.family,
            quant: model.quantization,
            format: "gguf",
            context_length: model.contextTokens,
          },
          runtime: {
            name: "llama.cpp-linux-x86_64-nvidia-cuda",
            version: view.version,
            supported_formats: ["gguf"],
          },
        }),
      }],
    });
  },
};

async function answer(server: ServerContext, context: Context): Promise<Response> {
  const fields = await readFields(context.req.raw);
  const model = typeof fields?.model === "string" ? server.find(fields.model) : undefined;
  if (!model || typeof fields?.input !== "string") {
    return context.json({ error: { message: "model and input must be there" } }, 400);
  }
  server.noteCostly(context);
  const generation = new Generation(server, {
    model,
    promptTokens: countTokens([fields.input]),
    maxTokens: positive(fields.max_output_tokens),
  });
  return context.body(bodyOf((signal) => chat(generation, signal)), 200, {
    "content-type": "application/json",
  });
}

async function* chat(generation: Generation, signal: AbortSignal): AsyncGenerator<string> {
  const { content, reasoning } = await generation.whole(signal);
  const outcome = generation.outcome();
  yield JSON.stringify({
    model_instance_id: generation.request.model.name,
    output: [
      ...reasoning === "" ? [] : [{ type: "reasoning", content: reasoning }],
      { type: "message", content },
    ],
    stats: {
      input_tokens: outcome.promptTokens,
      total_output_tokens: outcome.tokens,
      reasoning_output_tokens: outcome.reasoningTokens,
      tokens_per_second: rateOf(outcome),
      time_to_first_token_seconds: outcome.firstTokenSeconds,
      ...outcome.loadSeconds > 0 && { model_load_time_seconds: outcome.loadSeconds },
    },
  });
}

function rateOf({ tokens, tokenSeconds }: Outcome): number {
  return tokenSeconds === 0 ? 0 : tokens / tokenSeconds;
}

function cardOf(model: ModelState): object {
  return {
    id: model.name,
    object: "model",
    type: "llm",
    publisher: "lmstudio-community",
    arch: model.family,
    compatibility_type: "gguf",
    quantization: model.quantization,
    state: model.isLoaded ? "loaded" : "not-loaded",
    max_context_length: model.contextTokens,
    ...model.isLoaded && { loaded_context_length: model.contextTokens },
  };
}

function keyOf(model: ModelState): object {
  return {
    type: "llm",
    publisher: "lmstudio-community",
    key: model.name,
    display_name: model.name,
    architecture: model.family,
    quantization: { name: model.quantization, bits_per_weight: 4 },
    size_bytes: model.sizeBytes,
    params_string: model.parameterSize,
    loaded_instances: model.isLoaded
      ? [{
        id: model.name,
        config: {
          context_length: model.contextTokens,
          eval_batch_size: 512,
          parallel: 4,
          flash_attention: true,
          offload_kv_cache_to_gpu: true,
        },
      }]
      : [],
    max_context_length: model.contextTokens,
    format: "gguf",
  };
}
