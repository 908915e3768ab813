import type { EngineProfile } from "../engine_profile.ts";
import { ollamaModels } from "../sources/ollama_models.ts";

/** Ollama. It has no metrics; what it computes is for the active probe to say. */
export const ollamaProfile: EngineProfile = {
  id: "ollama",
  title: "Ollama",
  health: { paths: ["/api/version"] },
  version: { path: "/api/version", key: "version" },
  sources: [ollamaModels],
  needs: "nothing",
};
