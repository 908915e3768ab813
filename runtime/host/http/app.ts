import { Hono } from "hono";
import { errorText } from "../../contract/errors.ts";
import { answerText } from "./answer.ts";
import { addApiRoutes } from "./api/api_routes.ts";
import { type Authenticator, createAuthenticator } from "./authenticate.ts";
import { addHealthRoutes } from "./health_routes.ts";
import { createHostCheck } from "./host_check.ts";
import { refuseRoute, refuseSize } from "./limits.ts";
import { addMetricsRoute } from "./metrics_route.ts";
import type { LivePage } from "./page/live_page.ts";
import { addPageRoutes } from "./page/page_routes.ts";
import type { HttpPorts } from "./ports.ts";
import { findRoute } from "./routes.ts";
import { addStatusRoutes } from "./status_routes.ts";

/** Options for serving the app. */
export interface AppOptions {
  /**
   * The address listened on. Loopback when absent, the stricter case: the `Host` header is
   * checked.
   */
  readonly hostname?: string;
  /** Names besides, that the `Host` header may hold. */
  readonly allowedHosts?: readonly string[];
  /** True if it is served over TLS: a page under a name of its own has no certificate of ours. */
  readonly hasTls?: boolean;
  /** Monotonic, milliseconds. */
  readonly nowMs?: () => number;
  /** Ends streams that would otherwise go on, at a shutdown. */
  readonly closing?: AbortSignal;
  /** Hears of what a route threw; the client only gets a 500. */
  readonly onFailure?: (error: unknown, route: string) => void;
}

/**
 * Open to everyone: orchestrators and load balancers probe them and cannot send secrets. They tell
 * no more than whether the process lives and which plugins still have to answer.
 */
const OPEN_PATHS: ReadonlySet<string> = new Set(["/health", "/ready"]);

/**
 * Every route behind its checks. Answers are built whole by the routes; nothing rewrites them
 * after.
 */
export function createApp(ports: HttpPorts, options: AppOptions = {}): Hono {
  const { hostname = "127.0.0.1", allowedHosts = [], hasTls = false } = options;
  const { nowMs = () => performance.now(), onFailure, closing } = options;
  const isGuarded = hasTls || ports.auth !== undefined;
  const refuseHost = createHostCheck({ hostname, allowedHosts, isGuarded });
  const authenticator = ports.auth && createAuthenticator(ports.auth);
  const app = new Hono();
  app.use(async (context, next) => {
    const startMs = nowMs();
    const { path, method, raw } = context.req;
    const refusal = refuseSize(raw) ?? refuseHost(raw) ??
      refuseStranger(raw, path, authenticator) ?? refuseRoute(path, method);
    if (refusal) context.res = refusal;
    else await next();
    const seconds = Math.max(nowMs() - startMs, 0) / 1_000;
    ports.observe({ route: findRoute(path), method, status: context.res.status, seconds });
  });
  addMetricsRoute(app, ports);
  addHealthRoutes(app, ports);
  addStatusRoutes(app, ports);
  addApiRoutes(app, ports);
  let page: Promise<LivePage> | undefined;
  closing?.addEventListener("abort", () => void page?.then((opened) => opened.close()));
  addPageRoutes(app, () => page ??= openPage(ports, { nowMs, closing }));
  app.onError((error, { req }) => {
    onFailure?.(error, findRoute(req.path));
    return answerText("The answer could not be produced. The log says why", { status: 500 });
  });
  return app;
}

/** Most instances are scraped and never looked at: what renders the page is loaded with the first look. */
async function openPage(
  { front }: HttpPorts,
  { nowMs, closing }: { nowMs: () => number; closing: AbortSignal | undefined },
): Promise<LivePage> {
  const { LivePage } = await import("./page/live_page.ts").catch((cause) => {
    const why = "its files may have changed since llm-monitor was started, so restart that";
    throw new Error(`Cannot load the page: ${why} (${errorText(cause)})`, { cause });
  });
  const page = new LivePage(front, { nowMs, every: repeat });
  if (closing?.aborted) page.close();
  return page;
}

function repeat(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms);
  return () => clearInterval(timer);
}

function refuseStranger(
  request: Request,
  path: string,
  authenticator: Authenticator | undefined,
): Response | undefined {
  if (!authenticator || OPEN_PATHS.has(path)) return undefined;
  if (authenticator.accepts(request.headers.get("authorization") ?? undefined)) return undefined;
  return answerText("Cannot answer without the credentials set under server.auth", {
    status: 401,
    headers: { "www-authenticate": authenticator.challenge },
  });
}
