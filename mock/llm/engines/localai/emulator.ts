import { COMMON_CHAT, openAiError } from "../../chat/openai.ts";
import type { EngineEmulator } from "../../emulator.ts";
import { readTable } from "../../exposition/read_table.ts";
import { GO } from "../../exposition/write.ts";
import { at, buildApp } from "../../http/build_app.ts";
import text from "./metrics.csv" with { type: "text" };

const ROWS = readTable(text, "localai/metrics.csv", {
  labels: { served: ({ model }) => ({ user: "ada", served_model: model.name }) },
  // Bounds that OpenTelemetry has for milliseconds, over seconds.
  bounds: { seconds: [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000] },
});
const SCOPE = { otel_scope_name: "github.com/mudler/LocalAI", otel_scope_version: "" };
const OPEN = ["/healthz", "/readyz", "/version", "/.well-known/localai.json", "/"];
const DAY_MS = 86_400_000;

/** LocalAI, which imitates Ollama: with a version that is always the same, and sizes that are 0. */
export const localai: EngineEmulator = {
  variants: [],
  metrics: () => ({ rows: ROWS, labels: () => SCOPE }),
  app: (server) => {
    const { version } = server.view;
    const names = () => server.view.models().map(({ name }) => name);
    const loaded = () => server.view.models().filter((model) => model.isLoaded);
    const nothing = { size: 0, digest: "", details: { format: "gguf", family: "" } };
    return buildApp(server, {
      notFound: (context) =>
        context.json({ error: { code: 404, message: "Resource not found", type: "" } }, 404),
      guard: {
        isGuarded: ({ path }) => !OPEN.includes(path),
        refuse: (context) => {
          context.header("www-authenticate", "Bearer");
          const message = "An authentication key is required";
          return openAiError(context, 401, { message, type: "invalid_request_error" });
        },
      },
      pages: {
        "/": () => "Ollama is running",
        ...at(["/healthz", "/readyz"], () => 200),
        "/version": () => ({ version }),
        "/.well-known/localai.json": () => ({
          version,
          endpoints: { chat: "/v1/chat/completions", models: "/v1/models" },
        }),
        "/system": () => ({
          backends: ["llama-cpp"],
          loaded_models: loaded().map(({ name }) => ({ id: name })),
        }),
        "/api/version": () => ({ version: "0.9.0" }),
        "/api/tags": () => ({
          models: names().map((name) => ({ name, model: name, ...nothing })),
        }),
        "/api/ps": () => ({
          models: loaded().map(({ name }) => ({
            name,
            model: name,
            ...nothing,
            size_vram: 0,
            expires_at: new Date(Date.now() + DAY_MS).toISOString(),
          })),
        }),
      },
      metrics: { path: "/metrics", dialect: GO },
      models: { card: () => ({}) },
      chats: [{
        ...COMMON_CHAT,
        unknownModel: (context, name) =>
          openAiError(context, 404, { message: `model "${name}" not found`, type: "" }),
        badRequest: (context, message) => openAiError(context, 400, { message, type: "" }),
      }],
    });
  },
};
