import { isOk, readJson } from "../../http/ask.ts";
import type { Ask } from "../../http/ask.ts";
import { toRows } from "../../http/json_fields.ts";

/** The version of Ollama that LocalAI says it is. */
const AS_OLLAMA = "0.9.0";

/**
 * Returns whether it is LocalAI that answers as Ollama: it invents models without a size; without a model it
 * still has a page that Ollama has not.
 */
export async function imitatesOllama(ask: Ask): Promise<boolean> {
  if (readJson(await ask("/api/version")).version !== AS_OLLAMA) return false;
  const { models } = readJson(await ask("/api/ps"));
  if (!Array.isArray(models)) return false;
  const running = toRows(models);
  return running.length > 0
    ? running.every(({ size, size_vram }) => size === 0 && size_vram === 0)
    : isOk(await ask("/readyz"));
}
