import { addModelList } from "../../chat/model_list.ts";
import { openAiError } from "../../chat/errors.ts";
import { addChat, COMMON_CHAT } from "../../chat/openai.ts";
import { readFields } from "../../chat/prompt.ts";
import { NO_METRICS } from "../../engine.ts";
import type { EngineSpeech } from "../../engine.ts";
import { createApp } from "../../http/app.ts";
import { answer, showOf } from "./generate.ts";
import { loadedOf, tagOf } from "./models.ts";

/** OLLAMA_MAX_QUEUE, which nobody can ask for. */
const MAX_QUEUE = 512;

/** Ollama: no metrics, several models, and times in its answers. */
export const ollama: EngineSpeech = {
  variants: [],
  table: () => NO_METRICS,
  app: (world) => {
    const { view } = world;
    const app = createApp(world, {
      notFound: (context) => context.text("404 page not found", 404),
    });
    app.get("/", (context) => context.text("Ollama is running"));
    app.get("/api/version", (context) => context.json({ version: view.version }));
    app.get(
      "/api/tags",
      (context) =>
        context.json({ models: view.models().map((model) => tagOf(model, view.startedAtUnix())) }),
    );
    app.get("/api/ps", (context) =>
      context.json({
        models: view.models().filter(({ isLoaded }) => isLoaded)
          .map((model) => loadedOf(model, view.startedAtUnix())),
      }));
    app.post("/api/show", async (context) => {
      const name = (await readFields(context.req.raw))?.model;
      const model = typeof name === "string" ? world.find(name) : undefined;
      return model
        ? context.json(showOf(model))
        : context.json({ error: `model '${name}' not found` }, 404);
    });
    for (const way of ["chat", "generate"] as const) {
      app.post(`/api/${way}`, (context) => answer(context, { world, way, maxQueue: MAX_QUEUE }));
    }
    const notFound = (name: string) => ({
      message: `model '${name}' not found`,
      type: "not_found_error",
      code: null,
    });
    addModelList(app, world, {
      card: () => ({ owned_by: "library" }),
      unknown: (context, name) => openAiError(context, 404, notFound(name)),
    });
    addChat(app, world, {
      ...COMMON_CHAT,
      choice: {},
      unknownModel: (context, name) => openAiError(context, 404, notFound(name)),
      badRequest: (context, message) =>
        openAiError(context, 400, { message, type: "invalid_request_error", code: null }),
      reasoningKey: "reasoning",
      chunk: { system_fingerprint: "fp_ollama" },
    });
    return app;
  },
};
