import type { Hono } from "hono";
import { answerJson } from "./answer.ts";
import type { HttpPorts } from "./ports.ts";

/** `GET /health`, whether the process is alive, and `GET /ready`, whether its numbers are whole. */
export function addHealthRoutes(app: Hono, ports: Pick<HttpPorts, "ready">): void {
  app.get("/health", () => answerJson({ status: "ok" }));
  app.get("/ready", () => {
    const { ready, reasons } = ports.ready();
    return answerJson(
      { status: ready ? "ready" : "not_ready", reasons },
      { status: ready ? 200 : 503 },
    );
  });
}
