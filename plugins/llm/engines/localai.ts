import type { EngineProfile } from "../engine_profile.ts";
import { counter } from "../engine_table.ts";
import type { EngineTable } from "../engine_table.ts";
import { localaiSystem } from "../sources/localai_system.ts";
import { openaiModels } from "../sources/openai_models.ts";

/** LocalAI: tokens by model, added up over the users that it tells of. */
export const localai: EngineTable = {
  id: "localai",
  prefixes: ["localai_", "api_call"],
  modelLabels: ["served_model", "model"],
  rows: [
    counter("prompt_tokens_total", "localai_tokens", { where: { kind: ["prompt"] } }),
    counter("generation_tokens_total", "localai_tokens", { where: { kind: ["completion"] } }),
  ],
};

export const localaiProfile: EngineProfile = {
  id: "localai",
  title: "LocalAI",
  health: { paths: ["/readyz"] },
  version: { path: "/.well-known/localai.json", key: "version" },
  metrics: {
    paths: ["/metrics"],
    tables: [localai],
    isEmptyAtFirst: true,
    enable: "start LocalAI without --disable-metrics-endpoint",
  },
  sources: [openaiModels({ isOptional: true }), localaiSystem],
  needs: "with a key, `apiKeyEnv` of an admin",
};
