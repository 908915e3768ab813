import type { Context } from "hono";
import { computes } from "../../chat/computes.ts";
import { COMMON_CHAT, openAiError } from "../../chat/openai.ts";
import type { EngineEmulator } from "../../emulator.ts";
import { PYTHON_PROCESS } from "../../exposition/python_process.ts";
import { PYTHON_CREATED } from "../../exposition/write.ts";
import { at, buildApp, FASTAPI } from "../../http/build_app.ts";
import type { ServerContext } from "../../server_context.ts";
import { LITELLM_ROWS, modelId } from "./metrics.ts";

const GUARDED = /^\/(?:v1|model|models|chat|completions)(?:\/|$)|^\/health$/;
const CHECK_MS = 60_000;
const UPSTREAM = "http://127.0.0.1:8000/v1";

/**
 * LiteLLM's proxy. Since 1.85 a key guards its metrics as well; `open_metrics` is the older way. Its
 * `/health` sends a request to each model behind it.
 */
export const litellm: EngineEmulator = {
  variants: ["guarded_metrics", "open_metrics"],
  metrics: () => ({
    rows: [...PYTHON_PROCESS, ...LITELLM_ROWS],
    labels: ({ name }) => ({ requested_model: name }),
    isPerModel: true,
  }),
  app: (server) => {
    const { view, options } = server;
    const hasOpenMetrics = options.variant === "open_metrics";
    const alias = { "/metrics": redirectToMetrics };
    return buildApp(server, {
      ...FASTAPI,
      guard: {
        isGuarded: ({ path }) => GUARDED.test(path) || (path === "/metrics/" && !hasOpenMetrics),
        refuse: (context) => {
          const message = "Authentication Error, No api key passed in.";
          const error = { message, type: "auth_error", param: "None", code: "401" };
          return openAiError(context, 401, error);
        },
      },
      before: (context) => {
        context.header("x-litellm-version", view.version);
        return undefined;
      },
      pages: {
        "/": (context) => context.html("<!DOCTYPE html><title>LiteLLM API - Swagger UI</title>"),
        ...at(["/health/liveliness", "/health/liveness"], (context) => context.json("I'm alive!")),
        "/health/readiness": () => ({
          status: "connected",
          db: "connected",
          cache: null,
          litellm_version: view.version,
          success_callbacks: server.hasMetrics ? ["PrometheusLogger"] : [],
          use_aiohttp_transport: true,
        }),
        "/health": (context) => checkAll(server, context),
        ...server.hasMetrics && alias,
        ...at(["/v1/model/info", "/model/info"], () => ({
          data: view.models().map(({ name }) => infoOf(name)),
        })),
      },
      metrics: { path: "/metrics/", dialect: PYTHON_CREATED, negotiates: true },
      models: { paths: ["/v1/models", "/models"], card: () => ({ owned_by: "openai" }) },
      chats: [{
        ...COMMON_CHAT,
        chatPaths: ["/v1/chat/completions", "/chat/completions"],
        completionPaths: ["/v1/completions", "/completions"],
        unknownModel: (context, name) =>
          badRequest(
            context,
            `/chat/completions: Invalid model name passed in model=${name}. Call ` +
              "`/v1/models` to view available models for your key.",
          ),
        badRequest: (context, message) =>
          badRequest(context, `litellm.BadRequestError: OpenAIException - ${message}`),
        headers: ({ name }) => ({
          "x-litellm-model-id": modelId(name),
          "x-litellm-response-cost": "0.0",
        }),
      }],
    });
  },
};

function badRequest(context: Context, message: string): Response {
  return openAiError(context, 400, { message, type: "invalid_request_error", code: "400" });
}

function redirectToMetrics(context: Context): Response {
  return context.redirect(new URL("/metrics/", context.req.url).href, 307);
}

/** Sends a real request to every model, which each of them has to pay for. */
async function checkAll(server: ServerContext, context: Context): Promise<object> {
  server.noteCostly(context);
  const checks = await Promise.all(
    server.view.models().map(async (model) => ({
      endpoint: { model: `openai/${model.name}`, api_base: UPSTREAM },
      isHealthy: await computes(server, model, CHECK_MS),
    })),
  );
  const endpoints = (isHealthy: boolean) =>
    checks.filter((check) => check.isHealthy === isHealthy).map(({ endpoint }) => endpoint);
  const [healthy, unhealthy] = [endpoints(true), endpoints(false)];
  return {
    healthy_endpoints: healthy,
    unhealthy_endpoints: unhealthy,
    healthy_count: healthy.length,
    unhealthy_count: unhealthy.length,
  };
}

function infoOf(name: string): object {
  return {
    model_name: name,
    litellm_params: { model: `openai/${name}`, api_base: UPSTREAM },
    model_info: { id: modelId(name), db_model: false },
  };
}
