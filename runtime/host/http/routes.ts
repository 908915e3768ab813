/** Everything that is served, with the sentence that a 404 shows for it. */
export const ROUTES = {
  "/": "the status page",
  "/page.css": "the status page's style",
  "/page.js": "the status page's script",
  "/metrics": "metrics of every plugin, for Prometheus",
  "/health": "whether the process is alive",
  "/ready": "whether every plugin had its first result",
  "/api/v1/plugins": "every plugin with its state, grant and timings, as JSON",
  "/api/v1/status": "the runtime as a whole, as JSON",
} as const;
export type Route = keyof typeof ROUTES;

/** What every other path is counted as, so that a client cannot make up label values. */
export const OTHER_ROUTE = "other";

/** The route of a path, `other` when there is none. */
export function routeOf(path: string): Route | typeof OTHER_ROUTE {
  return Object.hasOwn(ROUTES, path) ? path as Route : OTHER_ROUTE;
}
