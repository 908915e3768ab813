import { counter } from "../../mapping/metric_mapping.ts";
import type { MetricMapping } from "../../mapping/metric_mapping.ts";

/** LocalAI: tokens by model, added up over the users that it tells of. */
export const localaiMapping: MetricMapping = {
  id: "localai",
  prefixes: ["localai_", "api_call"],
  modelLabels: ["served_model", "model"],
  rows: [
    counter("prompt_tokens_total", "localai_tokens", { where: { kind: ["prompt"] } }),
    counter("generation_tokens_total", "localai_tokens", { where: { kind: ["completion"] } }),
  ],
};
