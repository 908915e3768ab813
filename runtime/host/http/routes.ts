/** Everything that is served, with the sentence that a 404 shows for it. */
export const ROUTES = {
  "/": "the status page",
  "/metrics": "metrics of every plugin, for Prometheus",
  "/health": "whether the process is alive",
  "/ready": "whether every plugin has had its first result",
  "/api/v1/plugins": "every plugin with its state, grant and timings, as JSON",
  "/api/v1/status": "the runtime as a whole, as JSON",
  "/api/v1/problems": "current problems, each with its cause and fix, as JSON",
  "/api/v1/items": "cards, servers, containers and so on with their values, as JSON",
  "/api/v1/history": "the last 15 minutes of values, as JSON (?kind=&key=&field=)",
  "/api/v1/logs": "the last lines of the log, as JSON (?level=&plugin=&q=)",
  "/api/v1/metrics": "metrics of one plugin, for Prometheus (?plugin=NAME)",
  "/api/v1/events": "changes of the status page, as they happen",
  "/api/v1/openapi.json": "a description of these answers, as OpenAPI 3.1",
} as const;
export type Route = keyof typeof ROUTES;

/** The label of every other path, so that a client cannot make up label values. */
export const OTHER_ROUTE = "other";

/** The route of a path, `other` when there is none. */
export function findRoute(path: string): Route | typeof OTHER_ROUTE {
  return Object.hasOwn(ROUTES, path) ? path as Route : OTHER_ROUTE;
}
