import { counter } from "../engine_table.ts";
import type { EngineTable } from "../engine_table.ts";

/** LocalAI: tokens by model, added up over the users that it tells of. */
export const localai: EngineTable = {
  id: "localai",
  prefixes: ["localai_", "api_call"],
  modelLabels: ["served_model", "model"],
  rows: [
    counter("prompt_tokens_total", "localai_tokens", { where: { kind: ["prompt"] } }),
    counter("generation_tokens_total", "localai_tokens", { where: { kind: ["completion"] } }),
  ],
};
