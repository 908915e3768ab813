import { openaiModels } from "../openai_models.ts";
import type { ServerKind } from "../server_kind.ts";
import { aphroditeMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "aphrodite",
  title: "Aphrodite",
  signs: { owners: ["pygmalionai"], families: ["aphrodite:"] },
  health: { paths: ["/health"] },
  version: { path: "/version", key: "version" },
  metrics: {
    paths: ["/metrics"],
    mappings: [aphroditeMapping],
    enable: "start Aphrodite without --disable-log-stats",
  },
  sources: [openaiModels({ areLoaded: true, context: "max_model_len" })],
  needs: "no `--disable-log-stats`",
  shows: "as vLLM",
};
