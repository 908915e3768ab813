import { openaiModels } from "../openai_models.ts";
import type { ServerKind } from "../server_kind.ts";
import { lightllmMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "lightllm",
  title: "LightLLM",
  signs: { owners: ["lightllm"], families: ["lightllm_"] },
  // Its /health computes tokens.
  health: { paths: ["/readiness"] },
  metrics: { paths: ["/metrics"], mappings: [lightllmMapping], enable: "they are always on" },
  sources: [openaiModels({ isOptional: true, areLoaded: true })],
  needs: "nothing",
  shows: "nearly everything; no KV cache",
};
