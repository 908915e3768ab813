import { ollamaServedModels } from "./served_models.ts";
import { isOllama } from "./is_ollama.ts";
import type { ServerKind } from "../server_kind.ts";
import { ollamaModels } from "./models.ts";

/** Ollama. It has no metrics; what it computes is for the active probe to say. */
export const server: ServerKind = {
  id: "ollama",
  title: "Ollama",
  signs: { late: { turn: "imitated", is: isOllama } },
  health: { paths: ["/api/version"] },
  version: { path: "/api/version", key: "version" },
  sources: [ollamaModels],
  chat: "ollama",
  servedModels: ollamaServedModels,
  needs: "nothing",
  shows: "models and memory; the rest by a probe",
};
