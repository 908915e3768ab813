import type { ServerKind } from "../server_kind.ts";
import { openaiModels } from "../openai_models.ts";
import { sglangLoads } from "./loads.ts";
import { sglangMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "sglang",
  title: "SGLang",
  signs: { owners: ["sglang"], families: ["sglang:", "sglang_"] },
  // Its /health computes a token.
  health: { paths: ["/model_info", "/get_model_info"] },
  version: { path: "/v1/loads", key: "version" },
  metrics: {
    paths: ["/metrics"],
    mappings: [sglangMapping],
    enable: "start SGLang with --enable-metrics",
  },
  sources: [openaiModels({ areLoaded: true, context: "max_model_len" }), sglangLoads],
  needs: "`--enable-metrics`",
  shows: "everything; without `--enable-metrics` queue and cache from `/v1/loads`",
};
