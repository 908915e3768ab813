import { openaiModels } from "../openai_models.ts";
import type { ServerKind } from "../server_kind.ts";
import { raySglangMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "ray_sglang",
  title: "Ray Serve with SGLang",
  engine: "sglang",
  signs: { families: ["ray_sglang_", "ray_serve_sglang_"] },
  wraps: true,
  // The second is of a metrics agent that stands as a target itself.
  health: { paths: ["/-/healthz", "/metrics"] },
  metrics: {
    paths: ["/metrics"],
    mappings: [raySglangMapping],
    enable: "set metricsUrl to the node's metrics agent (--metrics-export-port)",
  },
  sources: [openaiModels({ isOptional: true })],
  needs: "`metricsUrl` with the metrics agent's address",
  shows: "as SGLang, added up over its replicas",
};
