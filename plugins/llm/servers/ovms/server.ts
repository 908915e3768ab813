import { readJson } from "../../http/ask.ts";
import { openaiModels } from "../openai_models.ts";
import type { ServerKind } from "../server_kind.ts";
import { ovmsMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "ovms",
  title: "OpenVINO Model Server",
  signs: {
    pages: [{ path: "/v2", is: (answer) => readJson(answer).name === "OpenVINO Model Server" }],
    families: ["ovms_"],
  },
  health: { paths: ["/v2/health/ready", "/metrics"] },
  version: { path: "/v2", key: "version" },
  metrics: {
    paths: ["/metrics"],
    mappings: [ovmsMapping],
    enable: "start OVMS with --metrics_enable",
  },
  sources: [openaiModels({ path: "/v3/models", isOptional: true, areLoaded: true })],
  needs: "`--metrics_enable`",
  shows: "requests and times of models and graphs; it does not count tokens",
};
