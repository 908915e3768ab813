import { openaiModels } from "../openai_models.ts";
import type { ServerKind } from "../server_kind.ts";
import { fastdeployMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "fastdeploy",
  title: "FastDeploy",
  signs: { owners: ["FastDeploy"], families: ["fastdeploy:"] },
  // The second is of its port for metrics alone.
  health: { paths: ["/health", "/metrics"] },
  metrics: {
    paths: ["/metrics"],
    mappings: [fastdeployMapping],
    enable: "start FastDeploy with --metrics-port, and set metricsUrl to it",
  },
  sources: [
    openaiModels({ areLoaded: true, isOptional: true, context: "max_model_len" }),
  ],
  needs: "`metricsUrl` with `--metrics-port`, if that is another port",
  shows: "nearly everything; it does not count prompt tokens",
};
