import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { computes } from "../../chat/computes.ts";
import { COMMON_CHAT } from "../../chat/openai.ts";
import type { EngineEmulator } from "../../emulator.ts";
import { LLAMACPP } from "../../exposition/write.ts";
import { answerMetrics, at, buildApp } from "../../http/build_app.ts";
import type { ServerContext } from "../../server_context.ts";
import { llamacppRows } from "./metrics.ts";
import { modelsOf, ollamaCardOf, propsOf, routerPropsOf, slotsOf, timingsOf } from "./pages.ts";

const OPEN = ["/", "/health", "/v1/health"];
/** Pages that answer while a model is loaded into memory. */
const ALWAYS = [...OPEN, "/models", "/v1/models"];
const LOAD_MS = 60_000;

/** llama.cpp's server; as `router` it has several models, and starts a server for each of them. */
export const llamacpp: EngineEmulator = {
  variants: ["single", "router"],
  metrics: () => ({ rows: llamacppRows(), labels: () => ({}) }),
  app: (server) => {
    const isRouter = server.options.variant === "router";
    const isLoading = () => !isRouter && !server.model.isLoaded;
    const refuseLoading = (context: Context) =>
      failure(context, 503, "unavailable_error", "Loading model");
    // A time of its own clock in microseconds, whatever the header is called.
    const startMicros = String(Math.floor(performance.now() * 1000));
    return buildApp(server, {
      notFound: (context) => failure(context, 404, "not_found_error", "File Not Found"),
      headers: { server: "llama.cpp" },
      guard: {
        isGuarded: ({ path }) => !OPEN.includes(path),
        refuse: (context) => failure(context, 401, "authentication_error", "Invalid API Key"),
        header: "x-api-key",
      },
      before: (context) =>
        isLoading() && !ALWAYS.includes(context.req.path) ? refuseLoading(context) : undefined,
      pages: {
        ...at(
          ["/health", "/v1/health"],
          (context) => isLoading() ? refuseLoading(context) : { status: "ok" },
        ),
        "/": (context) => context.html("<!doctype html><title>llama.cpp</title>"),
        "/props": () => isRouter ? routerPropsOf(server) : propsOf(server),
        "/slots": (context) => {
          // It wakes a model that sleeps.
          server.noteCostly(context);
          return slotsOf(server);
        },
        "/metrics": async (context) => {
          const response = await metrics(context, server, isRouter);
          if (response.ok) response.headers.set("process-start-time-unix", startMicros);
          return response;
        },
        ...at(["/models", "/v1/models"], () => modelsOf(server, isRouter)),
        "/api/tags": () => ({ models: server.view.models().map(ollamaCardOf) }),
      },
      chats: [{
        ...COMMON_CHAT,
        choice: {},
        chatPaths: ["/v1/chat/completions", "/chat/completions"],
        completionPaths: ["/v1/completions", "/completions"],
        find: (_, name) => isRouter ? server.find(name) : server.model,
        unknownModel: (context, name) =>
          failure(context, 404, "not_found_error", `model '${name}' not found`),
        badRequest: (context, message) => failure(context, 400, "invalid_request_error", message),
        firstDelta: { role: "assistant", content: null },
        chunk: { system_fingerprint: server.view.version },
        last: (outcome) => ({ timings: timingsOf(outcome) }),
      }],
    });
  },
};

/** The metrics of the one model, or with a router of the one that is asked for. */
async function metrics(
  context: Context,
  server: ServerContext,
  isRouter: boolean,
): Promise<Response> {
  if (!server.hasMetrics) {
    const message = "This server does not support metrics endpoint. Start it with `--metrics`";
    return failure(context, 501, "not_supported_error", message);
  }
  if (!isRouter) return answerMetrics(server, context, { dialect: LLAMACPP });
  const invalid = (message: string) => failure(context, 400, "invalid_request_error", message);
  const name = context.req.query("model");
  if (name === undefined) return invalid("model name is missing from the request");
  const model = server.find(name);
  if (!model) return failure(context, 404, "not_found_error", `model '${name}' not found`);
  if (!model.isLoaded) {
    if (context.req.query("autoload") === "false") return invalid("model is not loaded");
    server.noteCostly(context);
    if (!await computes(server, model, LOAD_MS)) {
      return failure(context, 500, "server_error", `model '${name}' failed to load`);
    }
  }
  return answerMetrics(server, context, { dialect: LLAMACPP }, model);
}

function failure(
  context: Context,
  code: ContentfulStatusCode,
  type: string,
  message: string,
): Response {
  return context.json({ error: { code, message, type } }, code);
}
