import { readJson } from "../../http/ask.ts";
import type { Ask } from "../../http/ask.ts";
import { toRows } from "../../http/json_fields.ts";
import { namesIn, openaiServedModels } from "../served_models.ts";
import type { ServedModels } from "../served_models.ts";

/** Reads llama-swap's models, and which of them have a server now. */
export async function llamaSwapServedModels(ask: Ask): Promise<ServedModels> {
  const { running } = readJson(await ask("/running"));
  const ready = toRows(running).filter(({ state }) => state === "ready");
  return { ...await openaiServedModels(ask), loaded: namesIn(ready, "model") };
}
