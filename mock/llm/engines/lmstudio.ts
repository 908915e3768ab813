import type { Context } from "hono";
import type { ModelState } from "../../sim/engine_view.ts";
import { openAiError } from "../chat/errors.ts";
import { Generation } from "../chat/generation.ts";
import type { Outcome } from "../chat/generation.ts";
import { addModelList } from "../chat/model_list.ts";
import { addChat, COMMON_CHAT } from "../chat/openai.ts";
import { countTokens, positive, readFields } from "../chat/prompt.ts";
import { bodyOf } from "../chat/stream.ts";
import { NO_METRICS } from "../engine.ts";
import type { EngineSpeech } from "../engine.ts";
import { createApp } from "../http/app.ts";
import { guard } from "../http/guard.ts";

/** LM Studio: no metrics, models that a request loads, and times in its own answers. */
export const lmstudio: EngineSpeech = {
  variants: [],
  table: () => NO_METRICS,
  app: (world) => {
    const { view } = world;
    const app = createApp(world, {
      // It says 200 to what it does not know.
      notFound: (context) =>
        context.json({
          error: `Unexpected endpoint or method. (${context.req.method} ${context.req.path})`,
        }),
    });
    app.use(guard(world, {
      isGuarded: (path) => path !== "/lmstudio-greeting",
      refuse: (context) =>
        openAiError(context, 401, {
          message: "An LM Studio API token is required to make requests to this server.",
          type: "invalid_request_error",
          code: "invalid_api_key",
        }),
    }));
    app.get("/lmstudio-greeting", (context) => context.json({ lmstudio: true }));
    app.get(
      "/api/v0/models",
      (context) => context.json({ object: "list", data: view.models().map(cardOf) }),
    );
    app.get("/api/v0/models/:name{.+}", (context) => {
      const model = world.find(context.req.param("name"));
      return model ? context.json(cardOf(model)) : context.json({ error: "Model not found" }, 404);
    });
    app.get("/api/v1/models", (context) => context.json({ models: view.models().map(keyOf) }));
    addModelList(app, world, { card: () => ({ owned_by: "organization_owner" }) });
    const habits = {
      ...COMMON_CHAT,
      unknownModel: (context: Context, name: string) =>
        openAiError(context, 404, {
          message: `Model "${name}" not found`,
          type: "invalid_request_error",
          code: "model_not_found",
        }),
      badRequest: (context: Context, message: string) => context.json({ error: message }, 400),
    };
    addChat(app, world, habits);
    addChat(app, world, {
      ...habits,
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
    });
    app.post("/api/v1/chat", async (context) => {
      const fields = await readFields(context.req.raw);
      const model = typeof fields?.model === "string" ? world.find(fields.model) : undefined;
      if (!model || typeof fields?.input !== "string") {
        return context.json({ error: { message: "model and input must be there" } }, 400);
      }
      world.touch(context);
      const generation = new Generation(world, {
        model,
        promptTokens: countTokens([fields.input]),
        maxTokens: positive(fields.max_output_tokens),
      });
      return context.body(bodyOf((signal) => chat(generation, signal)), 200, {
        "content-type": "application/json",
      });
    });
    return app;
  },
};

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
