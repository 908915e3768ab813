import { readJson } from "../../http/ask.ts";
import type { Ask } from "../../http/ask.ts";
import { toFields, toRows, toText } from "../../http/json_fields.ts";
import type { Fields } from "../../http/json_fields.ts";
import { namesIn } from "../served_models.ts";
import type { ServedModels } from "../served_models.ts";
import { readExpiry } from "./models.ts";

/** Reads Ollama's models that can chat: on disk, in memory, and until when. */
export async function ollamaServedModels(ask: Ask, nowSeconds: number): Promise<ServedModels> {
  const tags = await ask("/api/tags");
  const running = toRows(readJson(await ask("/api/ps")).models).filter(canChat);
  const expiresAt = new Map<string, number>();
  for (const fields of running) {
    const seconds = readExpiry(fields, nowSeconds);
    if (seconds !== undefined) expiresAt.set(toText(fields.name), seconds);
  }
  return {
    models: namesIn(toRows(readJson(tags).models).filter(canChat), "name"),
    loaded: namesIn(running, "name"),
    expiresAt,
  };
}

/** Newer releases list what a model can; the others tell an embedding model by its family alone. */
function canChat({ capabilities, details }: Fields): boolean {
  return Array.isArray(capabilities)
    ? capabilities.includes("completion")
    : !toText(toFields(details).family).includes("bert");
}
