import { openaiModels } from "../openai_models.ts";
import type { ServerKind } from "../server_kind.ts";
import { rapidMlxMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "rapid_mlx",
  title: "Rapid-MLX",
  signs: { owners: ["rapid-mlx"], families: ["rapid_mlx_"] },
  health: { paths: ["/healthz", "/health"] },
  metrics: { paths: ["/metrics"], mappings: [rapidMlxMapping], enable: "newer versions have them" },
  sources: [openaiModels({ areLoaded: true, isOptional: true })],
  needs: "nothing",
  shows: "queue, tokens, prefix cache, memory; other MLX servers appear as `openai`",
};
