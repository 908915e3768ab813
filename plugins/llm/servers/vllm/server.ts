import type { ServerKind } from "../server_kind.ts";
import { openaiModels } from "../openai_models.ts";
import { vllmMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "vllm",
  title: "vLLM",
  signs: { owners: ["vllm"], families: ["vllm:"] },
  health: { paths: ["/health"] },
  version: { path: "/version", key: "version" },
  metrics: {
    paths: ["/metrics"],
    mappings: [vllmMapping],
    enable: "start vLLM without --disable-log-stats",
  },
  sources: [openaiModels({ areLoaded: true, context: "max_model_len" })],
  needs: "no `--disable-log-stats`",
  shows: "everything",
};
