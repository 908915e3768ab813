import { hasFields } from "../../http/ask.ts";
import type { ServerKind } from "../server_kind.ts";
import { openaiModels } from "../openai_models.ts";
import { nimMapping } from "./mapping.ts";
import { vllmMapping } from "../vllm/mapping.ts";

export const server: ServerKind = {
  id: "nim",
  title: "NVIDIA NIM",
  signs: {
    pages: [{ path: "/v1/version", is: (answer) => hasFields(answer, "release", "api") }],
    families: ["num_request_max"],
  },
  wraps: true,
  health: { paths: ["/v1/health/ready"] },
  version: { path: "/v1/version", key: "release" },
  metrics: {
    paths: ["/v1/metrics", "/metrics"],
    // Newer ones are made of vLLM and show its names.
    mappings: [nimMapping, vllmMapping],
    enable: "they are always on",
  },
  sources: [openaiModels({ areLoaded: true, context: "max_model_len" })],
  needs: "nothing",
  shows: "nearly everything; newer ones as vLLM",
};
