import { readJson } from "../../http/ask.ts";
import type { Ask } from "../../http/ask.ts";
import { namesIn, openaiServedModels } from "../served_models.ts";
import type { ServedModels } from "../served_models.ts";

/** Reads LocalAI's models; `/system` is not told to everyone, and what is not told counts as not loaded. */
export async function localaiServedModels(ask: Ask): Promise<ServedModels> {
  return {
    ...await openaiServedModels(ask),
    loaded: namesIn(readJson(await ask("/system")).loaded_models, "id"),
  };
}
