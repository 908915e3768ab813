import { readJson } from "../../http/ask.ts";
import type { Ask } from "../../http/ask.ts";
import { namesIn, openaiServedModels } from "../served_models.ts";
import type { ServedModels } from "../served_models.ts";

/** Reads Lemonade's models, and which of them are in memory. */
export async function lemonadeServedModels(ask: Ask): Promise<ServedModels> {
  const { all_models_loaded: loaded } = readJson(await ask("/api/v1/health"));
  return { ...await openaiServedModels(ask), loaded: namesIn(loaded, "model_name") };
}
