import { COMMON_CHAT, openAiError } from "../../chat/openai.ts";
import type { EngineEmulator } from "../../emulator.ts";
import { readTable } from "../../exposition/read_table.ts";
import { completed, ratio } from "../../exposition/values.ts";
import { PYTHON } from "../../exposition/write.ts";
import { buildApp, FASTAPI } from "../../http/build_app.ts";
import text from "./metrics.csv" with { type: "text" };

// Every way to end is there from the start; SUCCESS is that of a request that goes on.
const ROWS = readTable(text, "lmdeploy/metrics.csv", {
  observations: {
    cacheHitRatio: completed(({ promptTokens, cachedTokens }) =>
      promptTokens === 0 ? undefined : ratio(cachedTokens, promptTokens)
    ),
  },
  bounds: {
    tokenSeconds: [
      ...[0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5],
      ...[10, 20, 40, 80],
    ],
  },
});

/** LMDeploy: with a key set even its metrics want it. */
export const lmdeploy: EngineEmulator = {
  variants: [],
  metrics: () => ({ rows: ROWS, labels: ({ name }) => ({ model_name: name, engine: "0" }) }),
  app: (server) =>
    buildApp(server, {
      ...FASTAPI,
      guard: {
        isGuarded: ({ path }) => !/^\/(?:health|docs|redoc|nodes)(?:\/|$)/.test(path),
        refuse: (context) => context.json({ error: "Unauthorized" }, 401),
      },
      pages: {
        "/health": (context) =>
          server.model.isLoaded
            ? { status: "healthy" }
            : context.json({ status: "initializing" }, 503),
      },
      metrics: { path: "/metrics", dialect: PYTHON, negotiates: true },
      models: {
        card: ({ name }) => ({ owned_by: "lmdeploy", root: name, parent: null, permission: [] }),
      },
      chats: [{
        ...COMMON_CHAT,
        unknownModel: (context, name) => {
          const message = `The model '${name}' does not exist.`;
          const error = { message, type: "invalid_request_error", code: 404, param: null };
          return context.json({ ...error, object: "error" }, 404);
        },
        badRequest: (context, message) =>
          openAiError(context, 400, { message, type: "invalid_request_error" }),
      }],
    }),
};
