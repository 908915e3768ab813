import type { Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { computes } from "../../chat/computes.ts";
import { addChat, COMMON_CHAT } from "../../chat/openai.ts";
import { NO_METRICS } from "../../engine.ts";
import type { EngineSpeech } from "../../engine.ts";
import { createApp } from "../../http/app.ts";
import { guard } from "../../http/guard.ts";
import type { World } from "../../world.ts";
import { createMetrics } from "./metrics.ts";
import { cardOf, ollamaCardOf, propsOf, routerCardOf, routerPropsOf } from "./pages.ts";
import { slotsOf, timingsOf } from "./pages.ts";

const OPEN = ["/", "/health", "/v1/health"];
/** What answers while a model is loaded into memory. */
const ALWAYS = ["/", "/health", "/v1/health", "/models", "/v1/models"];
const LOAD_MS = 60_000;

/** llama.cpp's server; as `router` it has several models, and starts a server for each of them. */
export const llamacpp: EngineSpeech = {
  variants: ["single", "router"],
  table: () => NO_METRICS,
  app: (world) => {
    const isRouter = world.options.variant === "router";
    // A time of its own clock in microseconds, whatever the header is called.
    const startMicros = Math.floor(performance.now() * 1000);
    const app = createApp(world, {
      notFound: (context) => failure(context, 404, "not_found_error", "File Not Found"),
      server: "llama.cpp",
    });
    app.use(guard(world, {
      isGuarded: (path) => !OPEN.includes(path),
      refuse: (context) => failure(context, 401, "authentication_error", "Invalid API Key"),
      header: "x-api-key",
    }));
    for (const path of ["/health", "/v1/health"]) {
      app.get(
        path,
        (context) =>
          isRouter || world.model.isLoaded
            ? context.json({ status: "ok" })
            : failure(context, 503, "unavailable_error", "Loading model"),
      );
    }
    app.use(async (context, next) =>
      isRouter || world.model.isLoaded || ALWAYS.includes(context.req.path)
        ? await next()
        : failure(context, 503, "unavailable_error", "Loading model")
    );
    app.get("/", (context) => context.html("<!doctype html><title>llama.cpp</title>"));
    app.get("/props", (context) => context.json(isRouter ? routerPropsOf(world) : propsOf(world)));
    app.get("/slots", (context) => {
      // It wakes a model that sleeps.
      world.touch(context);
      return context.json(slotsOf(world));
    });
    app.get(
      "/metrics",
      (context) =>
        tellMetrics(context, { world, isRouter, write, startMicros: String(startMicros) }),
    );
    const write = createMetrics(world);
    addModels(app, world, isRouter);
    addChat(app, world, {
      ...COMMON_CHAT,
      choice: {},
      chatPaths: ["/v1/chat/completions", "/chat/completions"],
      completionPaths: ["/v1/completions", "/completions"],
      find: (_, name) => isRouter ? world.find(name) : world.model,
      unknownModel: (context, name) =>
        failure(context, 404, "not_found_error", `model '${name}' not found`),
      badRequest: (context, message) => failure(context, 400, "invalid_request_error", message),
      firstDelta: { role: "assistant", content: null },
      chunk: { system_fingerprint: world.view.version },
      last: (outcome) => ({ timings: timingsOf(outcome) }),
    });
    return app;
  },
};

function addModels(app: Hono, world: World, isRouter: boolean): void {
  const created = Math.floor(world.view.startedAtUnix());
  for (const path of ["/models", "/v1/models"]) {
    app.get(path, (context) => {
      const models = world.view.models();
      if (isRouter) return context.json({ data: models.map(routerCardOf), object: "list" });
      const own = models.slice(0, 1);
      return context.json({
        models: own.map(ollamaCardOf),
        object: "list",
        data: own.map((model) => ({
          id: model.name,
          object: "model",
          created,
          ...cardOf(world, model),
        })),
      });
    });
  }
  app.get(
    "/api/tags",
    (context) => context.json({ models: world.view.models().map(ollamaCardOf) }),
  );
}

async function tellMetrics(
  context: Context,
  { world, isRouter, write, startMicros }: {
    readonly world: World;
    readonly isRouter: boolean;
    readonly write: ReturnType<typeof createMetrics>;
    readonly startMicros: string;
  },
): Promise<Response> {
  if (!world.hasMetrics) {
    return failure(
      context,
      501,
      "not_supported_error",
      "This server does not support metrics endpoint. Start it with `--metrics`",
    );
  }
  const headers = {
    "content-type": "text/plain; version=0.0.4",
    "process-start-time-unix": startMicros,
  };
  if (!isRouter) return context.body(write(world.model), 200, headers);
  const name = context.req.query("model");
  if (name === undefined) {
    return failure(context, 400, "invalid_request_error", "model name is missing from the request");
  }
  const model = world.find(name);
  if (!model) return failure(context, 404, "not_found_error", `model '${name}' not found`);
  if (!model.isLoaded) {
    if (context.req.query("autoload") === "false") {
      return failure(context, 400, "invalid_request_error", "model is not loaded");
    }
    world.touch(context);
    if (!await computes(world, model, LOAD_MS)) {
      return failure(context, 500, "server_error", `model '${name}' failed to load`);
    }
  }
  return context.body(write(model), 200, headers);
}

function failure(
  context: Context,
  code: ContentfulStatusCode,
  type: string,
  message: string,
): Response {
  return context.json({ error: { code, message, type } }, code);
}
