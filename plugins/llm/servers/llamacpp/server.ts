import { llamacppServedModels } from "./served_models.ts";
import type { ServerKind } from "../server_kind.ts";
import { openaiModels } from "../openai_models.ts";
import { llamacppPages, llamacppProps, llamacppRouter } from "./props.ts";
import { llamacppMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "llamacpp",
  title: "llama.cpp",
  signs: {
    pages: [{ path: "/v1/models", is: ({ headers }) => headers.get("server") === "llama.cpp" }],
    owners: ["llamacpp"],
    families: ["llamacpp:"],
  },
  health: { paths: ["/health"] },
  version: { path: "/props", key: "build_info" },
  metrics: {
    paths: ["/metrics"],
    pages: llamacppPages,
    mappings: [llamacppMapping],
    enable: "start llama-server with --metrics",
  },
  sources: [
    llamacppProps,
    openaiModels({ isOptional: true, context: "meta.n_ctx", hasSize: true }),
    llamacppRouter,
  ],
  servedModels: llamacppServedModels,
  needs: "`--metrics`; with a key, `apiKeyEnv`",
  shows: "counters, no TTFT, no KV cache; with a router, each loaded model",
};
