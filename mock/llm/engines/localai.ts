import { openAiError } from "../chat/errors.ts";
import { addModelList } from "../chat/model_list.ts";
import { addChat, COMMON_CHAT } from "../chat/openai.ts";
import type { EngineSpeech } from "../engine.ts";
import { DURATION } from "../exposition/observed.ts";
import { counter, histogram, onFirstUse } from "../exposition/table.ts";
import type { Row } from "../exposition/table.ts";
import { GO } from "../exposition/write.ts";
import { createApp, tellMetrics } from "../http/app.ts";
import { guard } from "../http/guard.ts";

/** Bounds that OpenTelemetry has for milliseconds, over seconds. */
const SECONDS = [
  ...[0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000],
];
const SCOPE = { otel_scope_name: "github.com/mudler/LocalAI", otel_scope_version: "" };
const OPEN = ["/healthz", "/readyz", "/version", "/.well-known/localai.json", "/"];
const CALL = { method: "POST", path: "/v1/chat/completions" };
const DAY_SECONDS = 86_400;

const ROWS: readonly Row[] = [
  histogram("api_call", "api calls", SECONDS, DURATION, CALL),
  counter("localai_tokens_total", "Tokens by user and model", ({ sums, model }) => {
    const labels = { user: "ada", served_model: model.name };
    return onFirstUse([
      { labels: { ...labels, kind: "prompt" }, value: sums.promptTokens },
      { labels: { ...labels, kind: "completion" }, value: sums.generationTokens },
    ]);
  }),
  counter(
    "localai_billed_requests_total",
    "Requests by user and model",
    ({ sums, model }) =>
      onFirstUse([{
        labels: { user: "ada", served_model: model.name, endpoint: CALL.path },
        value: sums.requests,
      }]),
  ),
];

/** LocalAI, which imitates Ollama: with a version that is always the same, and sizes that are 0. */
export const localai: EngineSpeech = {
  variants: [],
  table: () => ({ rows: ROWS, labels: () => SCOPE, isLazy: true }),
  app: (world) => {
    const { view } = world;
    const app = createApp(world, {
      notFound: (context) =>
        context.json({ error: { code: 404, message: "Resource not found", type: "" } }, 404),
    });
    app.use(guard(world, {
      isGuarded: (path) => !OPEN.includes(path),
      refuse: (context) => {
        context.header("www-authenticate", "Bearer");
        return openAiError(context, 401, {
          message: "An authentication key is required",
          type: "invalid_request_error",
        });
      },
    }));
    app.get("/", (context) => context.text("Ollama is running"));
    for (const path of ["/healthz", "/readyz"]) {
      app.get(path, (context) => context.body(null, 200));
    }
    app.get("/version", (context) => context.json({ version: view.version }));
    app.get("/.well-known/localai.json", (context) =>
      context.json({
        version: view.version,
        endpoints: { chat: "/v1/chat/completions", models: "/v1/models" },
      }));
    app.get("/system", (context) =>
      context.json({
        backends: ["llama-cpp"],
        loaded_models: view.models().filter(({ isLoaded }) => isLoaded).map(({ name }) => ({
          id: name,
        })),
      }));
    if (world.hasMetrics) app.get("/metrics", (context) => tellMetrics(world, context, GO));
    app.get("/api/version", (context) => context.json({ version: "0.9.0" }));
    const nothing = { size: 0, digest: "", details: { format: "gguf", family: "" } };
    app.get("/api/tags", (context) =>
      context.json({
        models: view.models().map(({ name }) => ({ name, model: name, ...nothing })),
      }));
    app.get("/api/ps", (context) =>
      context.json({
        models: view.models().filter(({ isLoaded }) => isLoaded).map(({ name }) => ({
          name,
          model: name,
          ...nothing,
          size_vram: 0,
          expires_at: new Date(Date.now() + DAY_SECONDS * 1000).toISOString(),
        })),
      }));
    addModelList(app, world, { card: () => ({}) });
    addChat(app, world, {
      ...COMMON_CHAT,
      unknownModel: (context, name) =>
        openAiError(context, 404, { message: `model "${name}" not found`, type: "" }),
      badRequest: (context, message) => openAiError(context, 400, { message, type: "" }),
    });
    return app;
  },
};
