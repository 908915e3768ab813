import { hasFields } from "../../http/ask.ts";
import type { ServerKind } from "../server_kind.ts";
import { openaiModels } from "../openai_models.ts";
import { litellmMapping } from "./mapping.ts";

export const server: ServerKind = {
  id: "litellm",
  title: "LiteLLM proxy",
  signs: {
    pages: [{ path: "/health/readiness", is: (answer) => hasFields(answer, "litellm_version") }],
    families: ["litellm_"],
  },
  wraps: true,
  // Its /health sends a request to every server behind it.
  health: { paths: ["/health/liveliness"] },
  version: { path: "/health/readiness", key: "litellm_version" },
  metrics: {
    // A slash at the end: without it there is a redirect.
    paths: ["/metrics/"],
    mappings: [litellmMapping],
    enable: 'set litellm_settings.callbacks: ["prometheus"]',
  },
  sources: [openaiModels({ isOptional: true })],
  needs: '`callbacks: ["prometheus"]`; since 1.85 `apiKeyEnv`',
  shows: "the proxy's view, deployments and their state",
};
