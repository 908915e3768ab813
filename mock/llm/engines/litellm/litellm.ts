import type { Context } from "hono";
import { computes } from "../../chat/computes.ts";
import { openAiError } from "../../chat/errors.ts";
import { addModelList } from "../../chat/model_list.ts";
import { addChat, COMMON_CHAT } from "../../chat/openai.ts";
import type { EngineSpeech } from "../../engine.ts";
import { PYTHON_PROCESS } from "../../exposition/process.ts";
import { PYTHON_CREATED, PYTHON_OPENMETRICS } from "../../exposition/write.ts";
import { createApp, FASTAPI, tellMetrics } from "../../http/app.ts";
import { guard } from "../../http/guard.ts";
import { wantsOpenMetrics } from "../../http/negotiate.ts";
import type { World } from "../../world.ts";
import { LITELLM_ROWS, modelId } from "./rows.ts";

const GUARDED = /^\/(?:v1|model|models|chat|completions)(?:\/|$)|^\/health$/;
const CHECK_MS = 60_000;

/**
 * LiteLLM's proxy. Since 1.85 a key guards its metrics as well; `open_metrics` is the older way. Its
 * `/health` sends a request to each model behind it.
 */
export const litellm: EngineSpeech = {
  variants: ["guarded_metrics", "open_metrics"],
  table: () => ({
    rows: [...PYTHON_PROCESS, ...LITELLM_ROWS],
    labels: ({ name }) => ({ requested_model: name }),
    isPerModel: true,
    isLazy: true,
  }),
  app: (world) => {
    const { view, options } = world;
    const app = createApp(world, FASTAPI);
    const hasOpenMetrics = options.variant === "open_metrics";
    app.use(guard(world, {
      isGuarded: (path) => GUARDED.test(path) || (path === "/metrics/" && !hasOpenMetrics),
      refuse: (context) =>
        openAiError(context, 401, {
          message: "Authentication Error, No api key passed in.",
          type: "auth_error",
          param: "None",
          code: "401",
        }),
    }));
    app.use(async (context, next) => {
      await next();
      context.header("x-litellm-version", view.version);
    });
    app.get(
      "/",
      (context) => context.html("<!DOCTYPE html><title>LiteLLM API - Swagger UI</title>"),
    );
    for (const path of ["/health/liveliness", "/health/liveness"]) {
      app.get(path, (context) => context.json("I'm alive!"));
    }
    app.get("/health/readiness", (context) =>
      context.json({
        status: "connected",
        db: "connected",
        cache: null,
        litellm_version: view.version,
        success_callbacks: world.hasMetrics ? ["PrometheusLogger"] : [],
        use_aiohttp_transport: true,
      }));
    app.get("/health", (context) => checkAll(world, context));
    if (world.hasMetrics) {
      app.get(
        "/metrics",
        (context) => context.redirect(new URL("/metrics/", context.req.url).href, 307),
      );
      app.get(
        "/metrics/",
        (context) =>
          tellMetrics(
            world,
            context,
            wantsOpenMetrics(context) ? PYTHON_OPENMETRICS : PYTHON_CREATED,
          ),
      );
    }
    for (const path of ["/v1/model/info", "/model/info"]) {
      app.get(
        path,
        (context) => context.json({ data: view.models().map(({ name }) => infoOf(name)) }),
      );
    }
    const unknown = (context: Context, name: string) =>
      openAiError(context, 400, {
        message:
          `/chat/completions: Invalid model name passed in model=${name}. Call \`/v1/models\` ` +
          "to view available models for your key.",
        type: "invalid_request_error",
        code: "400",
      });
    addModelList(app, world, {
      paths: ["/v1/models", "/models"],
      card: () => ({ owned_by: "openai" }),
    });
    addChat(app, world, {
      ...COMMON_CHAT,
      chatPaths: ["/v1/chat/completions", "/chat/completions"],
      completionPaths: ["/v1/completions", "/completions"],
      unknownModel: unknown,
      badRequest: (context, message) =>
        openAiError(context, 400, {
          message: `litellm.BadRequestError: OpenAIException - ${message}`,
          type: "invalid_request_error",
          code: "400",
        }),
      headers: ({ name }) => ({
        "x-litellm-model-id": modelId(name),
        "x-litellm-response-cost": "0.0",
      }),
    });
    return app;
  },
};

/** A real request to every model, which each of them has to pay for. */
async function checkAll(world: World, context: Context): Promise<Response> {
  world.touch(context);
  const checks = await Promise.all(
    world.view.models().map(async (model) => ({
      endpoint: { model: `openai/${model.name}`, api_base: "http://127.0.0.1:8000/v1" },
      isHealthy: await computes(world, model, CHECK_MS),
    })),
  );
  const endpoints = (isHealthy: boolean) =>
    checks.filter((check) => check.isHealthy === isHealthy).map(({ endpoint }) => endpoint);
  const [healthy, unhealthy] = [endpoints(true), endpoints(false)];
  return context.json({
    healthy_endpoints: healthy,
    unhealthy_endpoints: unhealthy,
    healthy_count: healthy.length,
    unhealthy_count: unhealthy.length,
  });
}

function infoOf(name: string): object {
  return {
    model_name: name,
    litellm_params: { model: `openai/${name}`, api_base: "http://127.0.0.1:8000/v1" },
    model_info: { id: modelId(name), db_model: false },
  };
}
