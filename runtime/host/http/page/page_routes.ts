import type { Hono } from "hono";
import { randomBytes } from "node:crypto";
import { answer, answerText } from "../answer.ts";
import { readChoice } from "../api/pick_lines.ts";
import { negotiateEncoding } from "../negotiate.ts";
import { pagePolicy, SECURITY_HEADERS } from "../security_headers.ts";
import type { LivePage } from "./live_page.ts";

/** `GET /`, the status page, and `GET /api/v1/events`, its changes. */
export function addPageRoutes(app: Hono, openPage: () => Promise<LivePage>): void {
  app.get("/", async ({ req }) => {
    const page = await openPage();
    const nonce = randomBytes(16).toString("base64url");
    const headers = { "content-security-policy": pagePolicy(nonce), vary: "Accept-Encoding" };
    const { plugin, level, source, q } = req.query();
    if (plugin) {
      const found = page.plugin(plugin, nonce);
      if (found) return answer(found, HTML, { headers });
      return answerText("There is no plugin of this name. / lists all plugins", {
        status: 404,
      });
    }
    if (level || source || q) {
      const choice = readChoice({ level: level ?? "", plugin: source ?? "", q: q ?? "" });
      return answer(page.pageWith(choice, nonce), HTML, { headers });
    }
    const encoding = negotiateEncoding(req.header("accept-encoding"));
    return answer(page.page(nonce, encoding), HTML, {
      headers: { ...headers, ...(encoding === "gzip" ? { "content-encoding": "gzip" } : {}) },
    });
  });
  app.get("/api/v1/events", async ({ req }) => {
    const page = await openPage();
    const stream = req.method === "HEAD"
      ? new ReadableStream({ start: (controller) => controller.close() })
      : page.listen(req.header("last-event-id") ?? req.query("page"));
    if (!stream) {
      return answerText(
        "Cannot stream changes: too many clients are listening already. Reload / instead",
        {
          status: 503,
          headers: { "retry-after": "30" },
        },
      );
    }
    return new Response(stream, {
      headers: { ...SECURITY_HEADERS, "content-type": "text/event-stream; charset=utf-8" },
    });
  });
}

const HTML = "text/html; charset=utf-8";
