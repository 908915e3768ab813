import type { Hono } from "hono";
import { answer } from "./answer.ts";
import { METRICS_CONTENT_TYPES, negotiateEncoding, negotiateFormat } from "./negotiate.ts";
import type { HttpPorts } from "./ports.ts";

/** `GET /metrics`: the cached bytes, in the format and encoding that the client prefers. */
export function addMetricsRoute(app: Hono, ports: Pick<HttpPorts, "metrics">): void {
  app.get("/metrics", async ({ req }) => {
    const format = negotiateFormat(req.header("accept"));
    const encoding = negotiateEncoding(req.header("accept-encoding"));
    const bytes = await ports.metrics(format, encoding);
    return answer(bytes, METRICS_CONTENT_TYPES[format], {
      headers: {
        vary: "Accept, Accept-Encoding",
        ...(encoding === "gzip" ? { "content-encoding": "gzip" } : {}),
      },
    });
  });
}
