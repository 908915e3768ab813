import type { Hono } from "hono";
import type { ItemsAnswer, LogsAnswer, ProblemsAnswer } from "../../../contract/item.ts";
import { answer, answerJson, answerText } from "../answer.ts";
import { METRICS_CONTENT_TYPES } from "../negotiate.ts";
import type { FrontPorts, HttpPorts } from "../ports.ts";
import openapi from "./openapi.json" with { type: "json" };
import { pickLines, readChoice } from "./pick_lines.ts";

/** The API behind the page: what is wrong, what there is, how it was, and the log. */
export function addApiRoutes(app: Hono, { front }: Pick<HttpPorts, "front">): void {
  app.get("/api/v1/problems", () => answerJson(problems(front)));
  app.get("/api/v1/items", () => answerJson(items(front)));
  app.get("/api/v1/history", ({ req }) => {
    const { kind, key, field } = req.query();
    return answerJson(front.history({ kind, key, field }));
  });
  app.get("/api/v1/logs", ({ req }) => {
    if (front.isWithheld) {
      return answerText(
        "Cannot show the log without authentication: set server.auth, and send its credentials",
        { status: 403 },
      );
    }
    const { lines, leftOut } = front.log();
    const body: LogsAnswer = {
      schema_version: 1,
      lines: pickLines(lines, readChoice(req.query())),
      left_out: leftOut,
    };
    return answerJson(body);
  });
  app.get("/api/v1/metrics", ({ req }) => {
    const plugin = req.query("plugin");
    const bytes = plugin === undefined ? undefined : front.pluginMetrics(plugin);
    if (bytes) return answer(bytes, METRICS_CONTENT_TYPES.text);
    return answerText(
      plugin === undefined
        ? "The plugin is missing: add ?plugin=NAME, or read /metrics for all"
        : "Cannot show metrics of this plugin: there is no such plugin, or it gave nothing recently",
      { status: plugin === undefined ? 400 : 404 },
    );
  });
  app.get("/api/v1/openapi.json", () => answerJson(openapi));
}

function problems(front: FrontPorts): ProblemsAnswer {
  const { state, problems } = front.overview();
  return { schema_version: 1, state, problems };
}

function items(front: FrontPorts): ItemsAnswer {
  const { items, leftOut } = front.overview();
  return { schema_version: 1, items, left_out: leftOut };
}
