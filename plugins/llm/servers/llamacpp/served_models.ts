import { readJson } from "../../http/ask.ts";
import type { Ask } from "../../http/ask.ts";
import { toFields, toRows, toText } from "../../http/json_fields.ts";
import type { Fields } from "../../http/json_fields.ts";
import { namesIn } from "../served_models.ts";
import type { ServedModels } from "../served_models.ts";

/** Reads the models of llama.cpp's server, which may sleep, or of its router, which loads them on demand. */
export async function llamacppServedModels(ask: Ask): Promise<ServedModels> {
  const listed = readJson(await ask("/models")).data;
  const models = namesIn(listed, "id");
  const expiresAt = new Map<string, number>();
  const isRouter = toRows(listed).some(({ status }) => toText(toFields(status).value) !== "");
  if (isRouter) {
    const isLoaded = ({ status }: Fields) => toFields(status).value === "loaded";
    return { models, loaded: namesIn(toRows(listed).filter(isLoaded), "id"), expiresAt };
  }
  const isAsleep = readJson(await ask("/props")).is_sleeping === true;
  return { models, ...(isAsleep && { loaded: [] }), expiresAt };
}
