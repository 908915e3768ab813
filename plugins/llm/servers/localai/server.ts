import { localaiServedModels } from "./served_models.ts";
import { imitatesOllama } from "./imitates_ollama.ts";
import { hasFields } from "../../http/ask.ts";
import type { ServerKind } from "../server_kind.ts";
import { openaiModels } from "../openai_models.ts";
import { localaiSystem } from "./system.ts";
import { localaiMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "localai",
  title: "LocalAI",
  signs: {
    pages: [{
      path: "/.well-known/localai.json",
      is: (answer) => hasFields(answer, "version", "endpoints"),
    }],
    families: ["localai_", "api_call"],
    late: { turn: "imitator", is: imitatesOllama },
  },
  health: { paths: ["/readyz"] },
  version: { path: "/.well-known/localai.json", key: "version" },
  metrics: {
    paths: ["/metrics"],
    mappings: [localaiMapping],
    isEmptyAtFirst: true,
    enable: "start LocalAI without --disable-metrics-endpoint",
  },
  sources: [openaiModels({ isOptional: true }), localaiSystem],
  servedModels: localaiServedModels,
  needs: "with a key, an admin's `apiKeyEnv`",
  shows: "tokens and models",
};
