import { answer, answerJson, answerText } from "../../host/http/answer.ts";
import type { App } from "../../host/http/answer_request.ts";
import { createAuthenticator } from "../../host/http/authenticate.ts";
import { createHostCheck } from "../../host/http/host_check.ts";
import { refuseSize } from "../../host/http/limits.ts";
import type { InventoryStore } from "./inventory_store.ts";
import { ListMetrics } from "./list_metrics.ts";
import { formatTargetGroups, targetGroups } from "./target_groups.ts";

/** Options of the app that serves the list of targets. */
export interface ListOptions {
  /** The address listened on. */
  readonly hostname: string;
  /** The token that clients have to send; everybody may ask without one. */
  readonly token?: string;
}

/** Open to everyone, as an instance's own are. */
const OPEN_PATHS: ReadonlySet<string> = new Set(["/health", "/ready"]);

/** Paths that are served, with the sentence that a 404 shows for it. */
const PATHS = {
  "/targets": "the list for Prometheus' http_sd (?group=NAME for one group)",
  "/health": "whether the process is alive",
  "/ready": "how many hosts the list has, and whether the file is in force",
  "/metrics": "metrics of this server",
} as const;

/** Creates the app that answers with the list of targets of the last good inventory. */
export function createListApp(store: InventoryStore, options: ListOptions): App {
  const { hostname, token } = options;
  const authenticator = token === undefined ? undefined : createAuthenticator({
    bearerToken: token,
  });
  const refuseHost = createHostCheck({ hostname, isGuarded: token !== undefined });
  const metrics = new ListMetrics(store);
  const lists = new ListCache(store);
  const route = (request: Request): Response => {
    const { pathname, searchParams } = new URL(request.url);
    if (refuseHost(request)) return wrongHost();
    const isKnown = OPEN_PATHS.has(pathname) ||
      authenticator?.accepts(request.headers.get("authorization") ?? undefined) !== false;
    if (!isKnown) return stranger(authenticator?.challenge ?? "");
    if (!Object.hasOwn(PATHS, pathname)) return nothingThere();
    if (request.method !== "GET" && request.method !== "HEAD") return wrongMethod(pathname);
    switch (pathname as keyof typeof PATHS) {
      case "/targets":
        return lists.answer(searchParams.get("group") ?? undefined);
      case "/health":
        return answerJson({ status: "ok" });
      case "/ready":
        return ready(store);
      case "/metrics":
        return answer(metrics.encode(), "text/plain; version=0.0.4; charset=utf-8");
    }
  };
  return {
    fetch(request) {
      const response = refuseSize(request) ?? route(request);
      metrics.answered(response.status);
      return response;
    },
  };
}

/** Lists that were asked for, as text; made anew for each inventory. */
class ListCache {
  readonly #store: InventoryStore;
  readonly #texts = new Map<string | undefined, string>();
  #madeOf: unknown;

  constructor(store: InventoryStore) {
    this.#store = store;
  }

  answer(group: string | undefined): Response {
    const { current } = this.#store;
    if (group !== undefined && !current.groups.includes(group)) {
      const known = current.groups.length === 0 ? "none" : current.groups.join(", ");
      return answerText(`Cannot list this group: there are ${known}`, { status: 404 });
    }
    if (this.#madeOf !== current) this.#texts.clear();
    this.#madeOf = current;
    let text = this.#texts.get(group);
    if (text === undefined) {
      const hosts = current.hosts.filter((host) => group === undefined || host.group === group);
      text = formatTargetGroups(targetGroups(hosts));
      this.#texts.set(group, text);
    }
    return answer(text, "application/json; charset=utf-8");
  }
}

/** A broken file is no reason to take the list away: it is told beside it. */
function ready({ current, loadedMs, trouble }: InventoryStore): Response {
  const readAt = new Date(loadedMs).toISOString();
  return answerJson({
    status: "ready",
    hosts: current.hosts.length,
    read_at: readAt,
    reasons: trouble.map((line) => `The list as of ${readAt} is served. ${line}`),
  });
}

function wrongHost(): Response {
  return answerText(
    "Cannot answer for this Host header: a web page could have made up the name. " +
      "Use an address or a private name, or start the server with --token-file",
    { status: 421 },
  );
}

function stranger(challenge: string): Response {
  return answerText("Cannot answer without the token of --token-file", {
    status: 401,
    headers: { "www-authenticate": challenge },
  });
}

function nothingThere(): Response {
  const lines = Object.entries(PATHS).map(([path, what]) => `  ${path.padEnd(10)}${what}`);
  return answerText(["Nothing is served here. Paths:", ...lines].join("\n"), { status: 404 });
}

function wrongMethod(path: string): Response {
  return answerText(`Cannot use this method on ${path}. It answers GET, HEAD`, {
    status: 405,
    headers: { allow: "GET, HEAD" },
  });
}
