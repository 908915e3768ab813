import { computes } from "../../chat/computes.ts";
import { COMMON_CHAT } from "../../chat/openai.ts";
import type { EngineEmulator } from "../../emulator.ts";
import { PYTHON } from "../../exposition/write.ts";
import { at, buildApp, FASTAPI } from "../../http/build_app.ts";
import type { Page } from "../../http/build_app.ts";
import type { ServerContext } from "../../server_context.ts";
import { vllmCard, vllmUnknownModel } from "../vllm/chat.ts";
import { aggregateOf, loadOf, loadText } from "./load.ts";
import { SGLANG_ROWS } from "./metrics.ts";

/** Its health checks wait so long for a token, and give up after that. */
const CHECK_MS = { least: 1_000, most: 20_000 };

/** SGLang. Its health check computes a token, and its `server_info` holds the key in clear. */
export const sglang: EngineEmulator = {
  variants: [],
  metrics: () => ({
    rows: SGLANG_ROWS,
    labels: ({ name }) => ({ model_name: name, engine_type: "unified" }),
  }),
  app: (server) => {
    const { view, options } = server;
    const checkHealth: Page = async (context) => {
      server.noteCostly(context);
      return await computesToken(server) ? 200 : 503;
    };
    return buildApp(server, {
      ...FASTAPI,
      guard: {
        isGuarded: ({ path }) => !/^\/(?:health|metrics)/.test(path),
        refuse: (context) => context.json({ error: "Unauthorized" }, 401),
      },
      pages: {
        "/": () => "SGLang is running",
        ...at(["/health", "/health_generate"], checkHealth),
        ...at(["/model_info", "/get_model_info"], () => ({
          model_path: server.model.name,
          tokenizer_path: server.model.name,
          is_generation: true,
          preferred_sampling_params: null,
          weight_version: "default",
        })),
        ...at(["/server_info", "/get_server_info"], () => ({
          model_path: server.model.name,
          api_key: options.apiKey ?? null,
          max_running_requests: view.maxConcurrentRequests,
          max_total_num_tokens: view.kvCapacityTokens,
          version: view.version,
          internal_states: [{ last_gen_throughput: loadOf(server).gen_throughput }],
        })),
        "/v1/loads": ({ req }) =>
          req.query("format") === "prometheus" ? loadText(server) : {
            timestamp: new Date().toISOString(),
            version: view.version,
            dp_rank_count: 1,
            loads: [loadOf(server)],
            aggregate: aggregateOf(server),
          },
        "/api/tags": () => ({ models: view.models().map(tagOf) }),
      },
      // Without --enable-metrics there is no such page.
      metrics: { path: "/metrics", dialect: PYTHON, negotiates: true },
      models: { card: vllmCard("sglang"), hasPages: true },
      chats: [{
        ...COMMON_CHAT,
        // It serves what it has, whatever is asked for.
        find: () => server.model,
        unknownModel: vllmUnknownModel,
        badRequest: (context, message) => {
          const error = { object: "error", message, type: "BadRequestError", param: null };
          return context.json({ ...error, code: 400 }, 400);
        },
      }],
    });
  },
};

async function computesToken(server: ServerContext): Promise<boolean> {
  if (!server.model.isLoaded) return false;
  const wait = new Promise((resolve) => setTimeout(resolve, CHECK_MS.least));
  const [isComputed] = await Promise.all([computes(server, server.model, CHECK_MS.most), wait]);
  return isComputed;
}

function tagOf({ name, sizeBytes }: ServerContext["model"]) {
  const details = { format: "sglang", family: "", parameter_size: "", quantization_level: "" };
  return { name, model: name, modified_at: "", size: sizeBytes, digest: "", details };
}
