import { Hono } from "hono";
import type { Context } from "hono";
import type { ContainerState, ContainersView } from "../sim/container_view.ts";
import {
  describeEngine,
  describeVersion,
  ENGINE,
  inspectContainer,
  summarizeContainer,
} from "./documents.ts";
import type { Sampler } from "./sampler.ts";

/** Parts of the API. */
export interface ApiParts {
  readonly view: ContainersView;
  readonly sampler: Sampler;
  readonly nowUnix: () => number;
  /** Called for each request that it does not know. */
  readonly onUnknown: (request: string) => void;
}

/** Docker's Engine API, as far as somebody who looks on asks it. */
export function createApi({ view, sampler, nowUnix, onUnknown }: ApiParts): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header("api-version", ENGINE.apiVersion);
    context.header("docker-experimental", "false");
    context.header("ostype", "linux");
    context.header("server", `Docker/${ENGINE.engineVersion} (linux)`);
  });
  const routes = new Hono();
  routes.get("/_ping", (context) => context.text("OK"));
  routes.get("/version", (context) => context.json(describeVersion()));
  routes.get("/info", (context) => context.json(describeEngine(view)));
  routes.get("/containers/json", (context) => {
    const isAll = isTrue(context.req.query("all"), false);
    const shown = view.containers().filter((container) => isAll || isUp(container));
    return context.json(shown.map((container) => summarizeContainer(container, nowUnix())));
  });
  routes.get("/containers/:id/json", (context) => {
    const container = find(view, context.req.param("id"));
    return container ? context.json(inspectContainer(container, view)) : missing(context);
  });
  routes.get("/containers/:id/stats", async (context) => {
    const container = find(view, context.req.param("id"));
    if (!container) return missing(context);
    const isStreamed = isTrue(context.req.query("stream"), true);
    const isOneShot = isTrue(context.req.query("one-shot"), false);
    if (isStreamed && isOneShot) {
      return failure(context, 400, "cannot have stream=true and one-shot=true");
    }
    if (isStreamed) {
      return context.body(sampler.stream(container.id), 200, {
        "content-type": "application/json",
      });
    }
    return context.json(
      await (isOneShot ? sampler.once(container.id) : sampler.twice(container.id)),
    );
  });
  app.use("/:version{v[0-9.]+}/*", async (context, next) => {
    const asked = context.req.param("version").slice(1);
    const { apiVersion, minApiVersion } = ENGINE;
    const tooNew = `is too new. Maximum supported API version is ${apiVersion}`;
    const tooOld = `is too old. Minimum supported API version is ${minApiVersion}, ` +
      "please upgrade your client to a newer version";
    const isTooNew = parseVersion(asked) > parseVersion(apiVersion);
    if (!isTooNew && parseVersion(asked) >= parseVersion(minApiVersion)) return await next();
    return failure(context, 400, `client version ${asked} ${isTooNew ? tooNew : tooOld}`);
  });
  app.route("/", routes);
  app.route("/:version{v[0-9.]+}", routes);
  app.notFound((context) => {
    onUnknown(`${context.req.method} ${context.req.path}`);
    return failure(context, 404, "page not found");
  });
  return app;
}

function isUp({ state }: ContainerState): boolean {
  return state === "running" || state === "paused" || state === "restarting";
}

/** By id, by the beginning of an id, or by name. */
function find(view: ContainersView, id: string): ContainerState | undefined {
  const all = view.containers();
  return all.find((one) => one.id === id || one.name === id) ??
    all.find((one) => one.id.startsWith(id));
}

function missing(context: Context): Response {
  return failure(context, 404, `No such container: ${context.req.param("id")}`);
}

function failure(context: Context, status: 400 | 404, message: string): Response {
  return context.json({ message }, status);
}

/** Docker takes everything for true but these. */
function isTrue(value: string | undefined, otherwise: boolean): boolean {
  return value === undefined ? otherwise : !["", "0", "no", "false", "none"].includes(value);
}

function parseVersion(version: string): number {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major * 1_000 + minor;
}
