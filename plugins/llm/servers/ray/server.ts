import type { ServerKind } from "../server_kind.ts";
import { openaiModels } from "../openai_models.ts";
import { rayVllmMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "ray",
  title: "Ray Serve LLM",
  engine: "vllm",
  signs: {
    families: ["ray_vllm"],
    late: {
      turn: "imitated",
      is: async (ask) => {
        const health = await ask("/-/healthz");
        return health?.status === 200 && health.text.trim() === "success";
      },
    },
  },
  wraps: true,
  // The second is of a metrics agent that stands as a target itself.
  health: { paths: ["/-/healthz", "/metrics"] },
  metrics: {
    paths: ["/metrics"],
    mappings: [rayVllmMapping],
    enable: "set metricsUrl to the node's metrics agent (--metrics-export-port); Ray 2.51 or newer",
  },
  sources: [openaiModels({ isOptional: true })],
  needs: "`metricsUrl` with the metrics agent's address; Ray 2.51",
  shows: "as vLLM, added up over its replicas",
};
