import { readJson } from "../../http/ask.ts";
import type { Ask } from "../../http/ask.ts";

/** Returns whether it answers as Ollama; those that imitate it have mostly not the second page. */
export async function isOllama(ask: Ask): Promise<boolean> {
  const { version } = readJson(await ask("/api/version"));
  return typeof version === "string" && Array.isArray(readJson(await ask("/api/ps")).models);
}
