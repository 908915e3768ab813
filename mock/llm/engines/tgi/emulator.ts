import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { Generation } from "../../chat/generation.ts";
import type { Outcome } from "../../chat/generation.ts";
import { COMMON_CHAT } from "../../chat/openai.ts";
import { countTokens, isFields, positive, readFields } from "../../chat/prompt.ts";
import { bodyOf, event } from "../../chat/stream.ts";
import type { EngineEmulator } from "../../emulator.ts";
import { RUST_METRICS } from "../../exposition/write.ts";
import { at, buildApp } from "../../http/build_app.ts";
import type { ServerContext } from "../../server_context.ts";
import { TGI_ROWS } from "./metrics.ts";

const GENERATE = ["POST /", "POST /generate", "POST /generate_stream"];
const INFERENCE = [...GENERATE, "POST /v1/chat/completions", "POST /v1/completions"];

/** Text Generation Inference: one model, whatever a client calls it; times in its headers. */
export const tgi: EngineEmulator = {
  variants: [],
  metrics: () => ({ rows: TGI_ROWS, labels: () => ({}) }),
  app: (server) => {
    const { view } = server;
    const refuse = (context: Context) =>
      server.isFull(view.maxConcurrentRequests)
        ? failure(context, 429, "Model is overloaded", "overloaded")
        : undefined;
    return buildApp(server, {
      notFound: () => 404,
      guard: {
        isGuarded: ({ method, path }) => INFERENCE.includes(`${method} ${path}`),
        refuse: () => 401,
      },
      pages: {
        ...at(
          ["/health", "/", "/ping"],
          (context) =>
            server.model.isLoaded ? 200 : failure(context, 503, "unhealthy", "healthcheck"),
        ),
        "/info": () => infoOf(server),
        ...at(GENERATE, (context) => refuse(context) ?? generate(server, context)),
      },
      metrics: { path: "/metrics", dialect: RUST_METRICS, isAlways: true },
      models: { card: () => ({ owned_by: server.model.name }) },
      chats: [{
        ...COMMON_CHAT,
        find: () => server.model,
        unknownModel: (context) => context.body(null, 404),
        badRequest: invalid,
        refuse,
        chunk: { system_fingerprint: `${view.version}-sha-0000000` },
        headers: () => ({ "x-compute-type": "gpu+optimized", "x-accel-buffering": "no" }),
      }],
    });
  },
};

async function generate(server: ServerContext, context: Context): Promise<Response> {
  const { path } = context.req;
  const fields = await readFields(context.req.raw);
  const inputs = fields?.inputs;
  if (typeof inputs !== "string") return invalid(context, "`inputs` must be text");
  server.noteCostly(context);
  const parameters = isFields(fields?.parameters) ? fields.parameters : {};
  const generation = new Generation(server, {
    model: server.model,
    promptTokens: countTokens([inputs]),
    maxTokens: positive(parameters.max_new_tokens) ?? 100,
  });
  if (path === "/generate_stream" || (path === "/" && fields?.stream === true)) {
    return context.body(bodyOf((signal) => events(generation, signal)), 200, {
      "content-type": "text/event-stream",
      "x-compute-type": "gpu+optimized",
    });
  }
  const answer = await generation.tryWhole();
  if (!answer) return failure(context, 424, "Request failed during generation", "generation");
  const text = answer.reasoning + answer.content;
  return context.json({ generated_text: text }, 200, headersOf(generation.outcome(), inputs));
}

function infoOf({ model, view }: ServerContext) {
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

function invalid(context: Context, message: string): Response {
  return failure(context, 422, `Input validation error: ${message}`, "validation");
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
