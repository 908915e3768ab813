import { jsonOf } from "../ask.ts";
import type { Answer, Ask } from "../ask.ts";
import { fieldsOf, rowsOf, textOf } from "../json_fields.ts";
import type { Fields } from "../json_fields.ts";
import { expiryOf } from "../sources/ollama_models.ts";

/** Models of a server that can chat, by the names that it knows them by. */
export interface ServedModels {
  readonly models: readonly string[];
  /** Those in memory; undefined for servers that have in memory what they serve. */
  readonly loaded?: readonly string[];
  /** When Ollama will unload each, in seconds since 1970; Infinity is never. */
  readonly expiresAt: ReadonlyMap<string, number>;
}

/** Asks a server which models it has and which are in memory, by GETs that load and wake nothing. */
export async function readServedModels(
  ask: Ask,
  { server, nowSeconds }: { server: string; nowSeconds: number },
): Promise<ServedModels> {
  switch (server) {
    case "ollama":
      return ofOllama({ tags: await ask("/api/tags"), loaded: await ask("/api/ps") }, nowSeconds);
    case "lmstudio":
      return ofLmStudio(await ask("/api/v0/models"));
    case "llamacpp":
      return await ofLlamaCpp(ask);
    case "localai":
      return {
        ...ofOpenAi(await ask("/v1/models")),
        // Not told to everyone; what is not told counts as not loaded.
        loaded: namesOf(jsonOf(await ask("/system")).loaded_models, "id"),
      };
    default:
      return ofOpenAi(await ask("/v1/models"));
  }
}

function ofOpenAi(models: Answer | undefined): ServedModels {
  return { models: namesOf(jsonOf(models).data, "id"), expiresAt: new Map() };
}

async function ofLlamaCpp(ask: Ask): Promise<ServedModels> {
  const listed = jsonOf(await ask("/models")).data;
  const models = namesOf(listed, "id");
  const expiresAt = new Map<string, number>();
  const isRouter = rowsOf(listed).some(({ status }) => textOf(fieldsOf(status).value) !== "");
  if (isRouter) {
    const isLoaded = ({ status }: Fields) => fieldsOf(status).value === "loaded";
    return { models, loaded: namesOf(rowsOf(listed).filter(isLoaded), "id"), expiresAt };
  }
  const isAsleep = jsonOf(await ask("/props")).is_sleeping === true;
  return { models, ...(isAsleep && { loaded: [] }), expiresAt };
}

function ofLmStudio(answer: Answer | undefined): ServedModels {
  const rows = rowsOf(jsonOf(answer).data).filter(({ type }) => type !== "embeddings");
  return {
    models: namesOf(rows, "id"),
    loaded: namesOf(rows.filter(({ state }) => state === "loaded"), "id"),
    expiresAt: new Map(),
  };
}

function ofOllama(
  { tags, loaded }: { tags: Answer | undefined; loaded: Answer | undefined },
  nowSeconds: number,
): ServedModels {
  const running = rowsOf(jsonOf(loaded).models).filter(canChat);
  const expiresAt = new Map<string, number>();
  for (const fields of running) {
    const seconds = expiryOf(fields, nowSeconds);
    if (seconds !== undefined) expiresAt.set(textOf(fields.name), seconds);
  }
  return {
    models: namesOf(rowsOf(jsonOf(tags).models).filter(canChat), "name"),
    loaded: namesOf(running, "name"),
    expiresAt,
  };
}

/** Newer releases list what a model can; the others tell an embedding model by its family alone. */
function canChat({ capabilities, details }: Fields): boolean {
  return Array.isArray(capabilities)
    ? capabilities.includes("completion")
    : !textOf(fieldsOf(details).family).includes("bert");
}

function namesOf(rows: unknown, key: string): string[] {
  return rowsOf(rows).map((row) => textOf(row[key])).filter((name) => name !== "");
}
