import { isOk, readJson } from "../http/ask.ts";
import type { Answer, Ask } from "../http/ask.ts";
import { toRows } from "../http/json_fields.ts";
import { SERVER_KINDS } from "./index.ts";
import { LATE_TURNS } from "./server_kind.ts";
import type { ServerKind } from "./server_kind.ts";

const MODELS = "/v1/models";
const METRICS = "/metrics";

/**
 * Finds out what kind of server answers, by GETs that change nothing, the most certain signs first:
 * several imitate Ollama, and many answer as OpenAI does. undefined when nothing that is known answers.
 */
export async function detectServer(
  ask: Ask,
  kinds: readonly ServerKind[] = SERVER_KINDS,
): Promise<string | undefined> {
  const models = await ask(MODELS);
  if (models === undefined) return undefined;
  const wrappers = kinds.filter(({ wraps }) => wraps);
  const others = kinds.filter(({ wraps }) => !wraps);
  return await detectByPages(ask, wrappers) ??
    await detectByOwner(ask, { models, kinds, wrappers }) ??
    await detectByPages(ask, others) ??
    await detectByFamilies(ask, { kinds: [...wrappers, ...others], models }) ??
    await detectLate(ask, kinds);
}

async function detectByPages(ask: Ask, kinds: readonly ServerKind[]): Promise<string | undefined> {
  for (const { id, signs: { pages = [] } } of kinds) {
    for (const { path, is } of pages) {
      const answer = await ask(path);
      if (answer && is(answer)) return id;
    }
  }
  return undefined;
}

/** A list of models names its owner; a router passes it on, and adds families of its own. */
async function detectByOwner(
  ask: Ask,
  { models, kinds, wrappers }: {
    models: Answer;
    kinds: readonly ServerKind[];
    wrappers: readonly ServerKind[];
  },
): Promise<string | undefined> {
  const owner = kindOfOwner(models, kinds);
  if (!owner?.metrics?.paths.includes(METRICS)) return owner?.id;
  return kindOfFamilies(await ask(METRICS), wrappers) ?? owner.id;
}

async function detectByFamilies(
  ask: Ask,
  { kinds, models }: { kinds: readonly ServerKind[]; models: Answer },
): Promise<string | undefined> {
  const isSafe = isOk(models) || await hasSafeMetrics(ask);
  // First where trtllm-serve has them: its /metrics is a queue that a look empties.
  const paths = kinds.flatMap(({ signs: { familiesPath } }) => familiesPath ?? []);
  for (const path of [...new Set(paths), ...isSafe ? [METRICS] : []]) {
    const own = kinds.filter(({ signs: { familiesPath = METRICS } }) => familiesPath === path);
    const found = kindOfFamilies(await ask(path), own);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Returns whether a look at `/metrics` empties no queue: trtllm-serve has a version as vLLM does, and no load. */
async function hasSafeMetrics(ask: Ask): Promise<boolean> {
  if (readJson(await ask("/version")).version === undefined) return true;
  return "server_load" in readJson(await ask("/load"));
}

async function detectLate(ask: Ask, kinds: readonly ServerKind[]): Promise<string | undefined> {
  for (const turn of LATE_TURNS) {
    for (const { id, signs: { late } } of kinds) {
      if (late?.turn === turn && await late.is(ask)) return id;
    }
  }
  return undefined;
}

function kindOfFamilies(
  answer: Answer | undefined,
  kinds: readonly ServerKind[],
): string | undefined {
  if (answer?.status !== 200 || /^\s*[<[{]/.test(answer.text)) return undefined;
  const { text } = answer;
  return kinds.find(({ signs: { families = [] } }) =>
    families.some((prefix) => new RegExp(`^(?:# TYPE )?${prefix}`, "m").test(text))
  )?.id;
}

function kindOfOwner(
  models: Answer | undefined,
  kinds: readonly ServerKind[],
): ServerKind | undefined {
  const owner = toRows(readJson(models).data)[0]?.owned_by;
  if (typeof owner !== "string") return undefined;
  return kinds.find(({ signs: { owners = [] } }) => owners.includes(owner));
}

/** Returns whether a list of models is that of another kind of server than was known. */
export function isOfAnother(models: Answer | undefined, kind: string): boolean {
  const own = SERVER_KINDS.find(({ id }) => id === kind);
  // Wrappers pass the list of what is behind them on.
  if (own?.wraps || own?.signs.owners === undefined) return false;
  const owner = kindOfOwner(models, SERVER_KINDS);
  return owner !== undefined && owner.id !== kind;
}
