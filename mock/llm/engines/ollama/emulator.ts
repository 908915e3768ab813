import { COMMON_CHAT, openAiError } from "../../chat/openai.ts";
import { readFields } from "../../chat/prompt.ts";
import type { EngineEmulator } from "../../emulator.ts";
import { NO_METRICS } from "../../exposition/table.ts";
import { buildApp } from "../../http/build_app.ts";
import { answer } from "./generate.ts";
import { loadedOf, showOf, tagOf } from "./models.ts";

/** Ollama: no metrics, several models, and times in its answers. */
export const ollama: EngineEmulator = {
  variants: [],
  metrics: () => NO_METRICS,
  app: (server) => {
    const { view } = server;
    return buildApp(server, {
      notFound: (context) => context.text("404 page not found", 404),
      pages: {
        "/": () => "Ollama is running",
        "/api/version": () => ({ version: view.version }),
        "/api/tags": () => ({
          models: view.models().map((model) => tagOf(model, view.startedAtUnix())),
        }),
        "/api/ps": () => ({
          models: view.models().filter(({ isLoaded }) => isLoaded)
            .map((model) => loadedOf(model, view.startedAtUnix())),
        }),
        "POST /api/show": async (context) => {
          const name = (await readFields(context.req.raw))?.model;
          const model = typeof name === "string" ? server.find(name) : undefined;
          return model ? showOf(model) : context.json({ error: `model '${name}' not found` }, 404);
        },
        "POST /api/chat": (context) => answer(context, server, "chat"),
        "POST /api/generate": (context) => answer(context, server, "generate"),
      },
      models: { card: () => ({ owned_by: "library" }), hasPages: true },
      chats: [{
        ...COMMON_CHAT,
        choice: {},
        unknownModel: (context, name) => {
          const message = `model '${name}' not found`;
          return openAiError(context, 404, { message, type: "not_found_error", code: null });
        },
        badRequest: (context, message) =>
          openAiError(context, 400, { message, type: "invalid_request_error", code: null }),
        reasoningKey: "reasoning",
        chunk: { system_fingerprint: "fp_ollama" },
      }],
    });
  },
};
