import type { ServerKind } from "../server_kind.ts";
import { openaiModels } from "../openai_models.ts";
import { trtllmMapping, trtllmPlainMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "trtllm",
  title: "trtllm-serve",
  signs: {
    owners: ["tensorrt_llm"],
    families: ["trtllm[_:]", "time_to_first_token_seconds"],
    familiesPath: "/prometheus/metrics",
  },
  health: { paths: ["/health"] },
  version: { path: "/version", key: "version" },
  metrics: {
    // Its /metrics is a queue that a look empties.
    paths: ["/prometheus/metrics"],
    mappings: [trtllmMapping, trtllmPlainMapping],
    enable: "start trtllm-serve with return_perf_metrics: true",
  },
  sources: [openaiModels({ areLoaded: true })],
  needs: "`return_perf_metrics: true`",
  shows: "nearly everything",
};
