import { openaiModels } from "../openai_models.ts";
import type { ServerKind } from "../server_kind.ts";
import { sglangMapping } from "../sglang/mapping.ts";
import { sglangGatewayMapping } from "./mapping.ts";
import { isWorkerList, sglangWorkers } from "./workers.ts";

export const server: ServerKind = {
  id: "sglang_gateway",
  title: "SGLang gateway",
  signs: {
    pages: [{ path: "/workers", is: isWorkerList }],
    families: ["smg_", "sgl_router_"],
  },
  wraps: true,
  // The second is of its port for metrics alone.
  health: { paths: ["/health", "/metrics"] },
  metrics: {
    // The first has the families of its workers put together.
    paths: ["/engine_metrics", "/metrics"],
    mappings: [sglangMapping, sglangGatewayMapping],
    enable: "set metricsUrl to its --prometheus-port (usually 29000) for its own view",
  },
  sources: [openaiModels({ isOptional: true }), sglangWorkers],
  needs: "nothing; for its own view, `metricsUrl` with port 29000",
  shows: "its workers added up as SGLang, and which of them answer; or its own view",
};
