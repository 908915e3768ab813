import { jsonOf } from "../../http/ask.ts";
import type { Ask } from "../../http/ask.ts";
import { fieldsOf, rowsOf, textOf } from "../../http/json_fields.ts";
import type { Fields } from "../../http/json_fields.ts";
import { namesIn } from "../served_models.ts";
import type { ServedModels } from "../served_models.ts";

/** Reads the models of llama.cpp's server, which may sleep, or of its router, which loads them on demand. */
export async function llamacppServedModels(ask: Ask): Promise<ServedModels> {
  const listed = jsonOf(await ask("/models")).data;
  const models = namesIn(listed, "id");
  const expiresAt = new Map<string, number>();
  const isRouter = rowsOf(listed).some(({ status }) => textOf(fieldsOf(status).value) !== "");
  if (isRouter) {
    const isLoaded = ({ status }: Fields) => fieldsOf(status).value === "loaded";
    return { models, loaded: namesIn(rowsOf(listed).filter(isLoaded), "id"), expiresAt };
  }
  const isAsleep = jsonOf(await ask("/props")).is_sleeping === true;
  return { models, ...(isAsleep && { loaded: [] }), expiresAt };
}
