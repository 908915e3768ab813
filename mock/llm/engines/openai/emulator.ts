import type { Context } from "hono";
import { COMMON_CHAT, openAiError } from "../../chat/openai.ts";
import type { ChatHabits } from "../../chat/openai.ts";
import type { Outcome } from "../../chat/generation.ts";
import type { EngineEmulator } from "../../emulator.ts";
import { NO_METRICS } from "../../exposition/table.ts";
import { buildApp } from "../../http/build_app.ts";

const INVALID = "invalid_request_error";

/** Services that stream in their own ways: by their first delta, and the place of their numbers. */
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
export const openai: EngineEmulator = {
  variants: Object.keys(WAYS),
  metrics: () => NO_METRICS,
  app: (server) =>
    buildApp(server, {
      notFound: (context) => {
        const message = `Invalid URL (${context.req.method} ${context.req.path})`;
        return openAiError(context, 404, { message, type: INVALID, code: null });
      },
      guard: { isGuarded: ({ path }) => path.startsWith("/v1/"), refuse: refuseKey },
      models: { card: () => ({ owned_by: "system" }), hasPages: true },
      chats: [{
        ...COMMON_CHAT,
        ...WAYS[server.options.variant ?? "openai"],
        unknownModel: (context, name) => {
          const message = `The model '${name}' does not exist or you do not have access to it.`;
          return openAiError(context, 404, { message, type: INVALID, code: "model_not_found" });
        },
        badRequest: (context, message) =>
          openAiError(context, 400, { message, type: INVALID, code: "context_length_exceeded" }),
      }],
    }),
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
  return openAiError(context, 401, { type: INVALID, ...refusal });
}
