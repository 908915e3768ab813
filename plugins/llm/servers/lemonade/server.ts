import { openaiModels } from "../openai_models.ts";
import type { ServerKind } from "../server_kind.ts";
import { lemonadeHealth } from "./health.ts";
import { lemonadeMapping } from "./mapping.ts";
import { lemonadeServedModels } from "./served_models.ts";

export const server: ServerKind = {
  id: "lemonade",
  title: "Lemonade",
  signs: { owners: ["lemonade"], families: ["lemonade_"] },
  wraps: true,
  health: { paths: ["/api/v1/health", "/live"] },
  version: { path: "/api/v1/health", key: "version" },
  metrics: { paths: ["/metrics"], mappings: [lemonadeMapping], enable: "newer versions have them" },
  sources: [openaiModels({ isOptional: true }), lemonadeHealth],
  servedModels: lemonadeServedModels,
  needs: "nothing; with a key, `apiKeyEnv`",
  shows: "requests, tokens, models in memory; from llama.cpp behind it, running and waiting",
};
