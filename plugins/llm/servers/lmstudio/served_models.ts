import { readJson } from "../../http/ask.ts";
import type { Ask } from "../../http/ask.ts";
import { toRows } from "../../http/json_fields.ts";
import { namesIn } from "../served_models.ts";
import type { ServedModels } from "../served_models.ts";

/** Reads LM Studio's models that can chat, and which of them are in memory. */
export async function lmstudioServedModels(ask: Ask): Promise<ServedModels> {
  const { data } = readJson(await ask("/api/v0/models"));
  const rows = toRows(data).filter(({ type }) => type !== "embeddings");
  return {
    models: namesIn(rows, "id"),
    loaded: namesIn(rows.filter(({ state }) => state === "loaded"), "id"),
    expiresAt: new Map(),
  };
}
