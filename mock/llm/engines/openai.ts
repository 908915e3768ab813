import type { Context } from "hono";
import { openAiError } from "../chat/errors.ts";
import { addModelList } from "../chat/model_list.ts";
import { addChat, COMMON_CHAT } from "../chat/openai.ts";
import type { ChatHabits } from "../chat/openai.ts";
import type { Outcome } from "../chat/generation.ts";
import { NO_METRICS } from "../engine.ts";
import type { EngineSpeech } from "../engine.ts";
import { createApp } from "../http/app.ts";
import { guard } from "../http/guard.ts";

/** How services stream in their own ways: with the first delta, and the place of their numbers. */
const WAYS: Readonly<Record<string, Partial<ChatHabits>>> = {
  // The first delta has the role and no text.
  openai: {
    firstDelta: { role: "assistant", content: "", refusal: null },
    chunk: { service_tier: "default", system_fingerprint: "fp_38343a2f8f" },
  },
  // The first delta has text already.
  together: { firstDelta: undefined, hasUsageLast: true, chunk: { usage: null } },
  // The first delta has no content at all.
  cerebras: {
    firstDelta: { role: "assistant" },
    choice: {},
    hasUsageLast: true,
    chunk: { system_fingerprint: "fp_bf7f141e20927499c729" },
  },
  // The server's times are in the usage, and that is in a field of its own.
  groq: {
    reasoningKey: "reasoning",
    chunk: { system_fingerprint: "fp_f974fb141b" },
    usage: timesOf,
    last: (outcome) => ({
      x_groq: {
        id: "req_01jws06fdwe17vsr5vtbjeavww",
        usage: {
          prompt_tokens: outcome.promptTokens,
          completion_tokens: outcome.tokens,
          total_tokens: outcome.promptTokens + outcome.tokens,
          ...timesOf(outcome),
        },
      },
    }),
  },
  deepseek: {
    hasUsageLast: true,
    chunk: { system_fingerprint: "fp_8802369eaa_prod0425fp8" },
    usage: ({ promptTokens, cachedTokens }) => ({
      prompt_cache_hit_tokens: cachedTokens,
      prompt_cache_miss_tokens: promptTokens - cachedTokens,
    }),
  },
};

function timesOf({ queueSeconds, promptSeconds, tokenSeconds }: Outcome) {
  return {
    queue_time: queueSeconds,
    prompt_time: promptSeconds,
    completion_time: tokenSeconds,
    total_time: promptSeconds + tokenSeconds,
  };
}

/** Any service with OpenAI's API and nothing else; its variants stream as well-known ones do. */
export const openai: EngineSpeech = {
  variants: Object.keys(WAYS),
  table: () => NO_METRICS,
  app: (world) => {
    const app = createApp(world, {
      notFound: (context) =>
        openAiError(context, 404, {
          message: `Invalid URL (${context.req.method} ${context.req.path})`,
          type: "invalid_request_error",
          code: null,
        }),
    });
    app.use(guard(world, { isGuarded: (path) => path.startsWith("/v1/"), refuse: refuseKey }));
    const unknown = (context: Context, name: string) =>
      openAiError(context, 404, {
        message: `The model '${name}' does not exist or you do not have access to it.`,
        type: "invalid_request_error",
        code: "model_not_found",
      });
    addModelList(app, world, { card: () => ({ owned_by: "system" }), unknown });
    addChat(app, world, {
      ...COMMON_CHAT,
      ...WAYS[world.options.variant ?? "openai"],
      unknownModel: unknown,
      badRequest: (context, message) =>
        openAiError(context, 400, {
          message,
          type: "invalid_request_error",
          code: "context_length_exceeded",
        }),
    });
    return app;
  },
};

function refuseKey(context: Context): Response {
  const header = context.req.header("authorization");
  const refusal = header === undefined
    ? { message: "You didn't provide an API key.", code: null }
    : {
      message: "Incorrect API key provided. You can find your API key at https://example.test.",
      code: "invalid_api_key",
    };
  context.header("www-authenticate", 'Bearer realm="OpenAI API"');
  return openAiError(context, 401, { type: "invalid_request_error", ...refusal });
}
