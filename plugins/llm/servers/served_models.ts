import { readJson } from "../http/ask.ts";
import type { Ask } from "../http/ask.ts";
import { toRows, toText } from "../http/json_fields.ts";

/** Models of a server that can chat, by the names that it knows them by. */
export interface ServedModels {
  readonly models: readonly string[];
  /** Those in memory; undefined for servers that have in memory what they serve. */
  readonly loaded?: readonly string[];
  /** The time at which each will be unloaded, in seconds since 1970; Infinity is never. */
  readonly expiresAt: ReadonlyMap<string, number>;
}

/** Reads which models a server of OpenAI's API lists. */
export async function openaiServedModels(ask: Ask): Promise<ServedModels> {
  return { models: namesIn(readJson(await ask("/v1/models")).data, "id"), expiresAt: new Map() };
}

/** Returns the names in a list of models. */
export function namesIn(rows: unknown, key: string): string[] {
  return toRows(rows).map((row) => toText(row[key])).filter((name) => name !== "");
}
