import type { Hono } from "hono";
import { answer } from "../answer.ts";
import type { HttpPorts } from "../ports.ts";
import { PAGE_POLICY } from "../security_headers.ts";
import script from "./page.js" with { type: "text" };
import style from "./page.css" with { type: "text" };
import { renderPage } from "./render_page.ts";

/** `GET /`, the status page, with its style and script. */
export function addPageRoutes(app: Hono, ports: Pick<HttpPorts, "plugins" | "status">): void {
  app.get("/", async () => {
    const page = await renderPage(ports.plugins(), ports.status());
    return answer(String(page), "text/html; charset=utf-8", {
      headers: { "content-security-policy": PAGE_POLICY },
    });
  });
  app.get("/page.css", () => answer(style, "text/css; charset=utf-8"));
  app.get("/page.js", () => answer(script, "text/javascript; charset=utf-8"));
}
