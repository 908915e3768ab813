import type { Ask } from "../http/ask.ts";
import { openaiServedModels } from "./served_models.ts";
import type { ServedModels } from "./served_models.ts";
import { findServerKind } from "./server_kinds.ts";

/** Asks a server which models it has and which are in memory, by GETs that load and wake nothing. */
export async function readServedModels(
  ask: Ask,
  { server, nowSeconds }: { server: string; nowSeconds: number },
): Promise<ServedModels> {
  const read = findServerKind(server)?.servedModels ?? openaiServedModels;
  return await read(ask, nowSeconds);
}
