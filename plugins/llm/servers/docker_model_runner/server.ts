import { llamacppMapping } from "../llamacpp/mapping.ts";
import type { ServerKind } from "../server_kind.ts";
import { vllmMapping } from "../vllm/mapping.ts";
import { dockerModels, isEngineStatus } from "./running.ts";

export const server: ServerKind = {
  id: "docker_model_runner",
  title: "Docker Model Runner",
  engine: "llamacpp",
  signs: { owners: ["docker"], pages: [{ path: "/engines/status", is: isEngineStatus }] },
  wraps: true,
  // Its runners have a /health, and it has none.
  health: { paths: ["/engines/status", "/v1/models"] },
  metrics: {
    paths: ["/metrics"],
    mappings: [llamacppMapping, vllmMapping],
    isEmptyAtFirst: true,
    enable: "they are always on, for running models",
  },
  sources: [dockerModels],
  needs: "nothing; Docker Desktop's TCP access",
  shows: "its models; for running ones, what llama.cpp or vLLM reports",
};
