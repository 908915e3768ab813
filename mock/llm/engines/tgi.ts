import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { BrokenGeneration, Generation } from "../chat/generation.ts";
import type { Outcome } from "../chat/generation.ts";
import { addModelList } from "../chat/model_list.ts";
import { addChat, COMMON_CHAT } from "../chat/openai.ts";
import { countTokens, isFields, positive, readFields } from "../chat/prompt.ts";
import { bodyOf, event } from "../chat/stream.ts";
import type { EngineSpeech } from "../engine.ts";
import { RUST_METRICS } from "../exposition/write.ts";
import { createApp, tellMetrics } from "../http/app.ts";
import { guard } from "../http/guard.ts";
import type { World } from "../world.ts";
import { tgiRows } from "./tgi_rows.ts";

const INFERENCE = ["/", "/generate", "/generate_stream", "/v1/chat/completions", "/v1/completions"];

/** Text Generation Inference: one model, whatever a client calls it; times in its headers. */
export const tgi: EngineSpeech = {
  variants: [],
  table: (view) => ({
    rows: tgiRows(view.models()[0]?.contextTokens ?? 4096),
    labels: () => ({}),
    isLazy: true,
  }),
  app: (world) => {
    const { view } = world;
    const app = createApp(world, { notFound: (context) => context.body(null, 404) });
    const isInference = ({ req }: Context) => req.method === "POST" && INFERENCE.includes(req.path);
    const check = guard(world, {
      isGuarded: (path) => INFERENCE.includes(path),
      refuse: (context) => context.body(null, 401),
    });
    app.use((context, next) => isInference(context) ? check(context, next) : next());
    for (const path of ["/health", "/", "/ping"]) {
      app.get(
        path,
        (context) =>
          world.model.isLoaded
            ? context.body(null, 200)
            : failure(context, 503, "unhealthy", "healthcheck"),
      );
    }
    app.get("/info", (context) => context.json(infoOf(world)));
    app.get("/metrics", (context) => tellMetrics(world, context, RUST_METRICS));
    addModelList(app, world, { card: () => ({ owned_by: world.model.name }) });
    const refuse = (context: Context) =>
      world.isFull(view.maxConcurrentRequests)
        ? failure(context, 429, "Model is overloaded", "overloaded")
        : undefined;
    addChat(app, world, {
      ...COMMON_CHAT,
      find: () => world.model,
      unknownModel: (context) => context.body(null, 404),
      badRequest: (context, message) =>
        failure(context, 422, `Input validation error: ${message}`, "validation"),
      refuse,
      chunk: { system_fingerprint: `${view.version}-sha-0000000` },
      headers: () => ({ "x-compute-type": "gpu+optimized", "x-accel-buffering": "no" }),
    });
    for (const path of ["/", "/generate", "/generate_stream"]) {
      app.post(path, async (context) => {
        const refusal = refuse(context);
        if (refusal) return refusal;
        const fields = await readFields(context.req.raw);
        const inputs = fields?.inputs;
        if (typeof inputs !== "string") {
          return failure(
            context,
            422,
            "Input validation error: `inputs` must be text",
            "validation",
          );
        }
        world.touch(context);
        const parameters = isFields(fields?.parameters) ? fields.parameters : {};
        const generation = new Generation(world, {
          model: world.model,
          promptTokens: countTokens([inputs]),
          maxTokens: positive(parameters.max_new_tokens) ?? 100,
        });
        const isStreamed = path === "/generate_stream" || (path === "/" && fields?.stream === true);
        return isStreamed
          ? context.body(bodyOf((signal) => events(generation, signal)), 200, {
            "content-type": "text/event-stream",
            "x-compute-type": "gpu+optimized",
          })
          : await whole(context, generation, inputs);
      });
    }
    return app;
  },
};

function infoOf({ model, view }: World) {
  return {
    model_id: model.name,
    model_sha: "0123abc",
    model_pipeline_tag: "text-generation",
    max_concurrent_requests: view.maxConcurrentRequests,
    max_best_of: 2,
    max_stop_sequences: 4,
    max_input_tokens: model.contextTokens - 1,
    max_total_tokens: model.contextTokens,
    validation_workers: 2,
    max_client_batch_size: 4,
    router: "text-generation-router",
    version: view.version,
    sha: "null",
    docker_label: "sha-0000000",
  };
}

function failure(
  context: Context,
  status: ContentfulStatusCode,
  error: string,
  type: string,
): Response {
  return context.json({ error, error_type: type }, status);
}

async function* events(generation: Generation, signal: AbortSignal): AsyncGenerator<string> {
  let all = "";
  let index = 0;
  for await (const { text } of generation.tokens(signal)) {
    all += text;
    index++;
    const token = { id: 1000 + index, text, logprob: -0.1, special: false };
    yield event({ index, token, generated_text: null, details: null });
  }
  const { finish, tokens, promptTokens } = generation.outcome();
  yield event({
    index: index + 1,
    token: { id: 2, text: "", logprob: 0, special: true },
    generated_text: all,
    details: {
      finish_reason: finish === "stop" ? "eos_token" : "length",
      generated_tokens: tokens,
      seed: null,
      input_length: promptTokens,
    },
  });
}

async function whole(
  context: Context,
  generation: Generation,
  inputs: string,
): Promise<Response> {
  try {
    const { content, reasoning } = await generation.whole(new AbortController().signal);
    const headers = headersOf(generation.outcome(), inputs);
    return context.json({ generated_text: reasoning + content }, 200, headers);
  } catch (error) {
    if (!(error instanceof BrokenGeneration)) throw error;
    return failure(context, 424, "Request failed during generation", "generation");
  }
}

/** Times in milliseconds. */
function headersOf(outcome: Outcome, inputs: string): Record<string, string> {
  const ms = (seconds: number) => String(Math.round(seconds * 1000));
  const inference = outcome.promptSeconds + outcome.tokenSeconds;
  return {
    "x-compute-type": "gpu+optimized",
    "x-compute-time": String(outcome.totalSeconds),
    "x-compute-characters": String(inputs.length),
    "x-prompt-tokens": String(outcome.promptTokens),
    "x-generated-tokens": String(outcome.tokens),
    "x-total-time": ms(outcome.totalSeconds),
    "x-validation-time": "0",
    "x-queue-time": ms(outcome.queueSeconds),
    "x-inference-time": ms(inference),
    "x-time-per-token": ms(inference / outcome.tokens),
  };
}
