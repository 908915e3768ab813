import { computes } from "../../chat/computes.ts";
import { COMMON_CHAT, openAiError } from "../../chat/openai.ts";
import type { EngineEmulator } from "../../emulator.ts";
import { readTable } from "../../exposition/read_table.ts";
import { PYTHON } from "../../exposition/write.ts";
import { buildApp, FASTAPI } from "../../http/build_app.ts";
import { IterationQueue } from "./iteration_queue.ts";
import text from "./metrics.csv" with { type: "text" };

const CHECK_MS = 20_000;
const ROWS = readTable(text, "trtllm/metrics.csv");

/** trtllm-serve. Its `/metrics` is a queue in JSON that a look empties. */
export const trtllm: EngineEmulator = {
  variants: [],
  metrics: () => ({
    rows: ROWS,
    labels: ({ name }) => ({ model_name: name, engine_type: "trtllm" }),
  }),
  app: (server) => {
    const queue = new IterationQueue(server.view);
    return buildApp(server, {
      ...FASTAPI,
      pages: {
        "/health": () => server.model.isLoaded ? 200 : 503,
        "/health_generate": async (context) => {
          server.noteCostly(context);
          return await computes(server, server.model, CHECK_MS) ? 200 : 500;
        },
        "/version": () => ({ version: server.view.version }),
        "/server_info": () => ({ disaggregated_params: null, model: server.model.name }),
        "/metrics": async (context) => {
          server.noteCostly(context);
          return await queue.takeIterations();
        },
        "/perf_metrics": (context) => {
          server.noteCostly(context);
          return queue.takeRequests();
        },
      },
      // Only with return_perf_metrics: true.
      metrics: { path: "/prometheus/metrics", dialect: PYTHON, negotiates: true },
      models: { card: () => ({ owned_by: "tensorrt_llm" }) },
      chats: [{
        ...COMMON_CHAT,
        find: () => server.model,
        unknownModel: (context) => context.body(null, 404),
        badRequest: (context, message) =>
          openAiError(context, 400, { message, type: "BadRequestError" }),
      }],
    });
  },
};
