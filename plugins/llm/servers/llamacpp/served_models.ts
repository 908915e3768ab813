import { readJson } from "../../http/ask.ts";
import type { Ask } from "../../http/ask.ts";
import { namesIn } from "../served_models.ts";
import type { ServedModels } from "../served_models.ts";
import { routedModels } from "./routed_models.ts";

/** Reads the models of llama.cpp's server, which may sleep, or of its router, which loads them on demand. */
export async function llamacppServedModels(ask: Ask): Promise<ServedModels> {
  const list = readJson(await ask("/models"));
  const models = namesIn(list.data, "id");
  const expiresAt = new Map<string, number>();
  const routed = routedModels(list);
  if (routed.length > 0) {
    const loaded = routed.filter(({ state }) => state === "loaded").map(({ id }) => id);
    return { models, loaded, expiresAt };
  }
  const isAsleep = readJson(await ask("/props")).is_sleeping === true;
  return { models, ...(isAsleep && { loaded: [] }), expiresAt };
}
