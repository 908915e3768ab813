import { Hono } from "hono";
import type { Context, MiddlewareHandler } from "hono";
import { addChat } from "../chat/openai.ts";
import type { Responder } from "../chat/openai.ts";
import { readFields } from "../chat/prompt.ts";
import { answerMetrics, answerPage } from "../pages/answer.ts";
import type { OwnPage, PageRequest } from "../pages/page_request.ts";
import { requestScope, serverScope } from "../pages/scope.ts";
import { render, renderTexts } from "../../template/render.ts";
import type { Scope } from "../../template/render.ts";
import type { ModelListProfile, Profile } from "../profile/schema.ts";
import type { ServerContext } from "../server_context.ts";

/** A fake server, as its profile and the pages of its own say. */
export interface AppParts {
  readonly server: ServerContext;
  readonly profile: Profile;
  readonly own: Readonly<Record<string, OwnPage>>;
}

/** Builds the application of a fake server, which notes what it does not know. */
export function buildApp(parts: AppParts): Hono {
  const { server, profile, own } = parts;
  const { guard, whileLoading, metrics, models, repository } = profile;
  const app = new Hono();
  const shared = serverScope(server);
  const makeRequest = (context: Context, more: Scope = {}): PageRequest => {
    const scope = { ...requestScope(shared, context, repository), ...more };
    return { server, context, metrics, own, scope };
  };
  const respond: Responder = (page, context, more) => answerPage(page, makeRequest(context, more));
  app.use(addHeaders(profile.headers, shared));
  app.notFound((context) => {
    server.noteUnknown(context);
    return respond(profile.notFound, context);
  });
  if (guard) app.use(guardPages(server, guard, respond));
  app.use(addHeaders(profile.innerHeaders, shared));
  if (whileLoading) {
    app.use(async (context, next) => {
      const isOpen = server.model.isLoaded || whileLoading.except.includes(context.req.path);
      return isOpen ? await next() : await respond(whileLoading.answer, context);
    });
  }
  for (const [places, page] of Object.entries(profile.pages)) {
    for (const place of places.split(", ")) {
      const [path = "", method = "GET"] = place.split(" ").reverse();
      app.on(method, path, async (context) => {
        const fields = method === "GET" ? undefined : await readFields(context.req.raw);
        return await respond(page, context, { fields });
      });
    }
  }
  if (metrics?.path !== undefined && !metrics.portAbove && (server.hasMetrics || metrics.always)) {
    app.get(metrics.path, (context) => answerMetrics(makeRequest(context)));
  }
  const chats = Object.values(profile.chats);
  if (models) {
    addModelList(app, server, models, { shared, unknown: chats[0]?.unknownModel, respond });
  }
  for (const chat of chats) addChat(app, { server, chat, shared, respond });
  return app;
}

/** Builds the application of the listener that metrics have for themselves. */
export function buildMetricsApp({ server, profile: { metrics } }: AppParts): Hono {
  const app = new Hono();
  const makeRequest = (context: Context): PageRequest => {
    return { server, context, metrics, own: {}, scope: serverScope(server) };
  };
  app.notFound((context) => {
    server.noteUnknown(context);
    return answerPage(metrics?.notFound, makeRequest(context));
  });
  if (metrics?.path !== undefined && server.hasMetrics) {
    app.get(metrics.path, (context) => answerMetrics(makeRequest(context)));
  }
  return app;
}

function addHeaders(headers: Scope, scope: Scope): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const rendered = Object.entries(renderTexts(headers, scope));
    for (const [name, value] of rendered) context.header(name, value);
  };
}

function guardPages(
  { options: { apiKey } }: ServerContext,
  { only, except, header, refuse }: NonNullable<Profile["guard"]>,
  respond: Responder,
): MiddlewareHandler {
  return async (context, next) => {
    const { req } = context;
    const place = `${req.method} ${req.path}`;
    const isGuarded = (only?.test(place) ?? true) && !(except?.test(place) ?? false);
    if (apiKey === undefined || !isGuarded) return await next();
    const sent = req.header("authorization");
    const keys = [sent?.replace(/^Bearer /, ""), header && req.header(header)];
    if (keys.includes(apiKey)) return await next();
    return await respond(refuse, context, { hasWrongKey: sent !== undefined });
  };
}

function addModelList(
  app: Hono,
  server: ServerContext,
  { paths, card, hasPages }: ModelListProfile,
  { shared, unknown, respond }: { shared: Scope; unknown: unknown; respond: Responder },
): void {
  const all = { id: "$model.name", object: "model", created: "$startedAt | floor", ...card };
  for (const path of paths) {
    const list = { object: "list", data: { $each: "models", as: all } };
    app.get(path, (context) => context.json(render(list, shared) as object));
    if (!hasPages) continue;
    // Names such as meta-llama/Llama-3.1-8B have a slash in them.
    app.get(`${path}/:name{.+}`, (context) => {
      const name = context.req.param("name");
      const model = server.find(name);
      return respond(model ? all : unknown, context, { name, ...model && { model } });
    });
  }
}
