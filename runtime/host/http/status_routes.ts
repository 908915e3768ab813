import type { Hono } from "hono";
import { answerJson } from "./answer.ts";
import type { HttpPorts } from "./ports.ts";

/** `GET /api/v1/plugins` and `GET /api/v1/status`. */
export function addStatusRoutes(app: Hono, ports: Pick<HttpPorts, "plugins" | "status">): void {
  app.get("/api/v1/plugins", () => answerJson(ports.plugins()));
  app.get("/api/v1/status", () => answerJson(ports.status()));
}
