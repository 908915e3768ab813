import type { ServerKind } from "../server_kind.ts";
import { openaiModels } from "../openai_models.ts";
import { lmdeployHealth } from "./health.ts";
import { lmdeployMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "lmdeploy",
  title: "LMDeploy",
  signs: { owners: ["lmdeploy"], families: ["lmdeploy:"] },
  health: { paths: ["/health"] },
  metrics: {
    paths: ["/metrics"],
    mappings: [lmdeployMapping],
    enable: "start LMDeploy without --disable-metrics (older: with --enable-metrics)",
  },
  sources: [openaiModels({ areLoaded: true }), lmdeployHealth],
  needs: "no `--disable-metrics`; with a key, `apiKeyEnv`",
  shows: "everything",
};
