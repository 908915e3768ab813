import { openaiModels } from "../openai_models.ts";
import type { ServerKind } from "../server_kind.ts";
import { mistralrsMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "mistralrs",
  title: "mistral.rs",
  signs: { families: ["mistralrs_"] },
  health: { paths: ["/health"] },
  metrics: {
    paths: ["/metrics"],
    mappings: [mistralrsMapping],
    enable: "start it without metrics turned off",
  },
  sources: [openaiModels({ isOptional: true })],
  needs: "metrics turned on; it is recognized by them",
  shows: "queue, TTFT, latencies; it does not count tokens",
};
