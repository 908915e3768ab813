import { computes } from "../../chat/computes.ts";
import { openAiError } from "../../chat/errors.ts";
import { addModelList } from "../../chat/model_list.ts";
import { addChat, COMMON_CHAT } from "../../chat/openai.ts";
import type { EngineSpeech } from "../../engine.ts";
import { PYTHON, PYTHON_OPENMETRICS } from "../../exposition/write.ts";
import { createApp, FASTAPI, tellMetrics } from "../../http/app.ts";
import { wantsOpenMetrics } from "../../http/negotiate.ts";
import { IterationQueue } from "./iteration_queue.ts";
import { TRTLLM_ROWS } from "./rows.ts";

const CHECK_MS = 20_000;

/** trtllm-serve. Its `/metrics` is a queue in JSON that a look empties. */
export const trtllm: EngineSpeech = {
  variants: [],
  table: () => ({
    rows: TRTLLM_ROWS,
    labels: ({ name }) => ({ model_name: name, engine_type: "trtllm" }),
  }),
  app: (world) => {
    const queue = new IterationQueue(world.view);
    const app = createApp(world, FASTAPI);
    app.get("/health", (context) => context.body(null, world.model.isLoaded ? 200 : 503));
    app.get("/health_generate", async (context) => {
      world.touch(context);
      const isHealthy = await computes(world, world.model, CHECK_MS);
      return context.body(null, isHealthy ? 200 : 500);
    });
    app.get("/version", (context) => context.json({ version: world.view.version }));
    app.get(
      "/server_info",
      (context) => context.json({ disaggregated_params: null, model: world.model.name }),
    );
    app.get("/metrics", async (context) => {
      world.touch(context);
      return context.json(await queue.takeIterations());
    });
    app.get("/perf_metrics", (context) => {
      world.touch(context);
      return context.json(queue.takeRequests());
    });
    // Only with return_perf_metrics: true.
    if (world.hasMetrics) {
      app.get(
        "/prometheus/metrics",
        (context) =>
          tellMetrics(world, context, wantsOpenMetrics(context) ? PYTHON_OPENMETRICS : PYTHON),
      );
    }
    addModelList(app, world, { card: () => ({ owned_by: "tensorrt_llm" }) });
    addChat(app, world, {
      ...COMMON_CHAT,
      find: () => world.model,
      unknownModel: (context) => context.body(null, 404),
      badRequest: (context, message) =>
        openAiError(context, 400, { message, type: "BadRequestError" }),
    });
    return app;
  },
};
