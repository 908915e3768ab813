import { Hono } from "hono";
import type { Context, HonoRequest, MiddlewareHandler } from "hono";
import { addChat } from "../chat/openai.ts";
import type { ChatHabits } from "../chat/openai.ts";
import { PYTHON_OPENMETRICS, writeFamilies } from "../exposition/write.ts";
import type { Dialect } from "../exposition/write.ts";
import type { ModelState } from "../../sim/engine_view.ts";
import type { ServerContext } from "../server_context.ts";

type Fields = Readonly<Record<string, unknown>>;

/** An answer: a status without a body, a text, a document in JSON, or any other response. */
export type Answer = Response | number | string | object;

/** Answers a request for one page. */
export type Page = (context: Context) => Answer | Promise<Answer>;

/** Everything that a fake server answers. */
export interface AppSpec {
  readonly notFound: Page;
  /** Headers of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly guard?: GuardSpec;
  /** Answers in place of any page, where it returns something. */
  readonly before?: (context: Context) => Answer | undefined;
  /** By path; another method than GET stands before it, as in `POST /embed`. */
  readonly pages?: Readonly<Record<string, Page>>;
  readonly metrics?: MetricsSpec;
  readonly models?: ModelListSpec;
  readonly chats?: readonly ChatHabits[];
}

/** The pages for which a server asks for a key, and its answer without one. */
export interface GuardSpec {
  readonly isGuarded: (request: HonoRequest) => boolean;
  readonly refuse: Page;
  /** Another header that may hold the key. */
  readonly header?: string;
}

/** The page of the metrics, which is not there where the operator left metrics off. */
export interface MetricsSpec {
  readonly path: string;
  readonly dialect: Dialect;
  /** A client may ask for OpenMetrics. */
  readonly negotiates?: true;
  /** The page is there without metrics of the engine, too. */
  readonly isAlways?: true;
}

/** The list of models in the words of OpenAI's API. */
export interface ModelListSpec {
  readonly paths?: readonly string[];
  readonly card: (model: ModelState) => Fields;
  /** Each model has a page of its own; unknown ones are answered as in a chat. */
  readonly hasPages?: true;
}

/** A server on FastAPI. */
export const FASTAPI = {
  notFound: (context: Context) => context.json({ detail: "Not Found" }, 404),
  headers: { server: "uvicorn" },
} as const;

/** Builds the application of a fake server, which notes what it does not know. */
export function buildApp(server: ServerContext, spec: AppSpec): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(spec.headers ?? {})) context.header(name, value);
  });
  app.notFound(async (context) => {
    server.noteUnknown(context);
    return respond(context, await spec.notFound(context));
  });
  if (spec.guard) app.use(guard(server, spec.guard));
  const { before, metrics, models, chats = [] } = spec;
  if (before) {
    app.use(async (context, next) => {
      const answer = before(context);
      return answer === undefined ? await next() : respond(context, answer);
    });
  }
  for (const [place, page] of Object.entries(spec.pages ?? {})) {
    const [path = "", method = "GET"] = place.split(" ").reverse();
    app.on(method, path, async (context) => respond(context, await page(context)));
  }
  if (metrics && (server.hasMetrics || metrics.isAlways)) {
    app.get(metrics.path, (context) => answerMetrics(server, context, metrics));
  }
  if (models) addModelList(app, server, models, chats[0]);
  for (const habits of chats) addChat(app, server, habits);
  return app;
}

/** Lets one page answer at several paths. */
export function at(paths: readonly string[], page: Page): Readonly<Record<string, Page>> {
  return Object.fromEntries(paths.map((path) => [path, page]));
}

function respond(context: Context, answer: Answer): Response {
  if (answer instanceof Response) return answer;
  if (typeof answer === "number") return new Response(null, { status: answer });
  return typeof answer === "string" ? context.text(answer) : context.json(answer);
}

function guard(
  { options: { apiKey } }: ServerContext,
  { isGuarded, refuse, header }: GuardSpec,
): MiddlewareHandler {
  return async (context, next) => {
    if (apiKey === undefined || !isGuarded(context.req)) return await next();
    const keys = [
      context.req.header("authorization")?.replace(/^Bearer /, ""),
      header && context.req.header(header),
    ];
    return keys.includes(apiKey) ? await next() : respond(context, await refuse(context));
  };
}

/** Tells whether a client asks for OpenMetrics, as prometheus_client's own application understands it. */
function wantsOpenMetrics({ req }: Context): boolean {
  return (req.header("accept") ?? "").split(",")
    .some((part) => part.split(";", 1)[0]?.trim() === "application/openmetrics-text");
}

/** Answers with the metrics of the engine, or of one model alone. */
export function answerMetrics(
  { recorder, view }: ServerContext,
  context: Context,
  { dialect, negotiates }: Pick<MetricsSpec, "dialect" | "negotiates">,
  only?: ModelState,
): Response {
  const chosen = negotiates && wantsOpenMetrics(context) ? PYTHON_OPENMETRICS : dialect;
  const text = writeFamilies(recorder.families(only), chosen, view.startedAtUnix());
  return context.body(text, 200, { "content-type": chosen.contentType });
}

function addModelList(
  app: Hono,
  server: ServerContext,
  { paths = ["/v1/models"], card, hasPages }: ModelListSpec,
  chat: ChatHabits | undefined,
): void {
  const created = Math.floor(server.view.startedAtUnix());
  const cardOf = (model: ModelState) => ({
    id: model.name,
    object: "model",
    created,
    ...card(model),
  });
  for (const path of paths) {
    app.get(path, (context) => {
      return context.json({ object: "list", data: server.view.models().map(cardOf) });
    });
    if (!hasPages || !chat) continue;
    // Names such as meta-llama/Llama-3.1-8B have a slash in them.
    app.get(`${path}/:name{.+}`, (context) => {
      const name = context.req.param("name");
      const model = server.find(name);
      return model ? context.json(cardOf(model)) : chat.unknownModel(context, name);
    });
  }
}
