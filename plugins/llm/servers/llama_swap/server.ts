import { llamacppMapping } from "../llamacpp/mapping.ts";
import { openaiModels } from "../openai_models.ts";
import type { ServerKind } from "../server_kind.ts";
import { vllmMapping } from "../vllm/mapping.ts";
import { llamaSwapMapping } from "./mapping.ts";
import { llamaSwapRunning } from "./running.ts";
import { llamaSwapServedModels } from "./served_models.ts";

export const server: ServerKind = {
  id: "llama_swap",
  title: "llama-swap",
  signs: { owners: ["llama-swap"], families: ["llamaswap_"] },
  wraps: true,
  health: { paths: ["/health", "/running"] },
  version: { path: "/api/version", key: "version" },
  metrics: {
    paths: ["/metrics"],
    // Some versions add the families of what runs behind them.
    mappings: [llamacppMapping, vllmMapping, llamaSwapMapping],
    isEmptyAtFirst: true,
    enable: "newer versions have them",
  },
  sources: [openaiModels({ isOptional: true }), llamaSwapRunning],
  servedModels: llamaSwapServedModels,
  needs: "nothing; with a key, `apiKeyEnv`",
  shows: "its models, which of them run, and what its `/metrics` reports about them",
};
