import { addModelList } from "../chat/model_list.ts";
import { computes } from "../chat/computes.ts";
import { vllmUnknownModel } from "../chat/errors.ts";
import { addChat, COMMON_CHAT } from "../chat/openai.ts";
import type { EngineSpeech } from "../engine.ts";
import { PYTHON, PYTHON_OPENMETRICS } from "../exposition/write.ts";
import { createApp, FASTAPI, tellMetrics } from "../http/app.ts";
import { guard } from "../http/guard.ts";
import { wantsOpenMetrics } from "../http/negotiate.ts";
import type { World } from "../world.ts";
import { aggregateOf, loadOf, loadText } from "./sglang_load.ts";
import { SGLANG_ROWS } from "./sglang_rows.ts";

const OPEN = /^\/(?:health|metrics)/;
/** Its health checks wait so long for a token, and give up after that. */
const CHECK_MS = { least: 1_000, most: 20_000 };

/** SGLang. Its health check computes a token, and its `server_info` holds the key in clear. */
export const sglang: EngineSpeech = {
  variants: [],
  table: () => ({
    rows: SGLANG_ROWS,
    labels: ({ name }) => ({ model_name: name, engine_type: "unified" }),
    isLazy: true,
  }),
  app: (world) => {
    const { view, options } = world;
    const app = createApp(world, FASTAPI);
    app.use(guard(world, {
      isGuarded: (path) => !OPEN.test(path),
      refuse: (context) => context.json({ error: "Unauthorized" }, 401),
    }));
    app.get("/", (context) => context.text("SGLang is running"));
    for (const path of ["/health", "/health_generate"]) {
      app.get(path, async (context) => {
        world.touch(context);
        const isHealthy = await computesToken(world);
        return context.body(null, isHealthy ? 200 : 503);
      });
    }
    for (const path of ["/model_info", "/get_model_info"]) {
      app.get(path, (context) =>
        context.json({
          model_path: world.model.name,
          tokenizer_path: world.model.name,
          is_generation: true,
          preferred_sampling_params: null,
          weight_version: "default",
        }));
    }
    for (const path of ["/server_info", "/get_server_info"]) {
      app.get(path, (context) =>
        context.json({
          model_path: world.model.name,
          api_key: options.apiKey ?? null,
          max_running_requests: view.maxConcurrentRequests,
          max_total_num_tokens: view.kvCapacityTokens,
          version: view.version,
          internal_states: [{ last_gen_throughput: loadOf(world).gen_throughput }],
        }));
    }
    app.get(
      "/v1/loads",
      (context) =>
        context.req.query("format") === "prometheus"
          ? context.text(loadText(world))
          : context.json({
            timestamp: new Date().toISOString(),
            version: view.version,
            dp_rank_count: 1,
            loads: [loadOf(world)],
            aggregate: aggregateOf(world),
          }),
    );
    // Without --enable-metrics there is no such page.
    if (world.hasMetrics) {
      app.get(
        "/metrics",
        (context) =>
          tellMetrics(world, context, wantsOpenMetrics(context) ? PYTHON_OPENMETRICS : PYTHON),
      );
    }
    addModelList(app, world, {
      card: ({ name, contextTokens }) => ({
        owned_by: "sglang",
        root: name,
        parent: null,
        max_model_len: contextTokens,
      }),
      unknown: vllmUnknownModel,
    });
    app.get("/api/tags", (context) => context.json({ models: view.models().map(tagOf) }));
    addChat(app, world, {
      ...COMMON_CHAT,
      // It serves what it has, whatever is asked for.
      find: () => world.model,
      unknownModel: vllmUnknownModel,
      badRequest: (context, message) =>
        context.json(
          { object: "error", message, type: "BadRequestError", param: null, code: 400 },
          400,
        ),
    });
    return app;
  },
};

async function computesToken(world: World): Promise<boolean> {
  if (!world.model.isLoaded) return false;
  const wait = new Promise((resolve) => setTimeout(resolve, CHECK_MS.least));
  const [isComputed] = await Promise.all([computes(world, world.model, CHECK_MS.most), wait]);
  return isComputed;
}

function tagOf({ name, sizeBytes }: World["model"]) {
  return {
    name,
    model: name,
    modified_at: "",
    size: sizeBytes,
    digest: "",
    details: { format: "sglang", family: "", parameter_size: "", quantization_level: "" },
  };
}
