import { openaiModels } from "../openai_models.ts";
import type { ServerKind } from "../server_kind.ts";
import { maxMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "max",
  title: "Modular MAX",
  signs: { families: ["maxserve_"] },
  // The second is of its port for metrics alone.
  health: { paths: ["/health", "/metrics"] },
  metrics: {
    paths: ["/metrics"],
    port: 8001,
    mappings: [maxMapping],
    isEmptyAtFirst: true,
    enable: "they are on port 8001 unless MAX_SERVE_METRICS_ENDPOINT_PORT says otherwise",
  },
  sources: [openaiModels({ isOptional: true, areLoaded: true })],
  needs: "`engine: max`, unless found on its port 8001; `metricsUrl` with that port",
  shows: "nearly everything",
};
