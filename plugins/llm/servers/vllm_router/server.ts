import { openaiModels } from "../openai_models.ts";
import type { ServerKind } from "../server_kind.ts";
import { vllmRouterMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "vllm_router",
  title: "vLLM production stack",
  signs: { families: ["vllm:healthy_pods_total"] },
  wraps: true,
  health: { paths: ["/health"] },
  version: { path: "/version", key: "version" },
  metrics: { paths: ["/metrics"], mappings: [vllmRouterMapping], enable: "they are always on" },
  sources: [openaiModels({ isOptional: true })],
  needs: "nothing",
  shows: "the router's view, and which vLLM behind it answers",
};
