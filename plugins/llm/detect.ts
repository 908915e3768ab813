import { isOk, isRefused, jsonOf } from "./ask.ts";
import type { Answer, Ask } from "./ask.ts";
import { fieldsOf, rowsOf } from "./json_fields.ts";
import type { Fields } from "./json_fields.ts";

/** Owners that servers write into their list of models. */
const OWNERS: Readonly<Record<string, string>> = {
  vllm: "vllm",
  sglang: "sglang",
  lmdeploy: "lmdeploy",
  tensorrt_llm: "trtllm",
  llamacpp: "llamacpp",
};

/** Beginnings of families by which a kind is known, the more certain first: others show vLLM's, too. */
const FAMILIES: readonly (readonly [kind: string, prefix: string])[] = [
  ["ray", "ray_vllm"],
  ["dynamo", "dynamo_"],
  ["triton", "nv_inference_"],
  ["triton", "nv_trt_llm_"],
  ["vllm", "vllm:"],
  ["sglang", "sglang:"],
  ["sglang", "sglang_"],
  ["lmdeploy", "lmdeploy:"],
  ["tgi", "tgi_"],
  ["tei", "te_"],
  ["llamacpp", "llamacpp:"],
  ["litellm", "litellm_"],
  ["localai", "localai_"],
  ["localai", "api_call"],
  ["nim", "num_request_max"],
];

/**
 * Finds out what kind of server answers, by GETs that change nothing, the most certain signs first:
 * several imitate Ollama, and many answer as OpenAI does. undefined when nothing that is known answers.
 */
export async function detectServer(ask: Ask): Promise<string | undefined> {
  const greeting = await ask("/lmstudio-greeting");
  if (greeting === undefined) return undefined;
  if (jsonOf(greeting).lmstudio === true) return "lmstudio";
  const localai = jsonOf(await ask("/.well-known/localai.json"));
  if ("version" in localai && "endpoints" in localai) return "localai";
  if (greeting.headers.get("server") === "llama.cpp") return "llamacpp";
  if ("litellm_version" in jsonOf(await ask("/health/readiness"))) return "litellm";
  const info = jsonOf(await ask("/info"));
  if (info.router === "text-generation-router") return "tgi";
  if ("model_type" in info && "max_batch_tokens" in info) return "tei";
  if (jsonOf(await ask("/v2")).name === "triton") return "triton";
  const version = jsonOf(await ask("/v1/version"));
  if ("release" in version && "api" in version) return "nim";
  const models = await ask("/v1/models", { isSlow: true });
  const owner = ownerOf(models);
  if (owner !== undefined && Object.hasOwn(OWNERS, owner)) return OWNERS[owner];
  const isSafe = isOk(models) || await hasSafeMetrics(ask);
  return await detectByMetrics(ask, isSafe) ?? await detectImitated(ask, { greeting, models });
}

/**
 * Whether a look at `/metrics` empties no queue: trtllm-serve has a version as vLLM does, and no load.
 */
async function hasSafeMetrics(ask: Ask): Promise<boolean> {
  if (jsonOf(await ask("/version")).version === undefined) return true;
  return "server_load" in jsonOf(await ask("/load"));
}

async function detectByMetrics(ask: Ask, isSafe: boolean): Promise<string | undefined> {
  // First where trtllm-serve has them: its /metrics is a queue that a look empties.
  if (hasFamily(await ask("/prometheus/metrics"), "trtllm[_:]")) return "trtllm";
  const metrics = isSafe ? await ask("/metrics") : undefined;
  return FAMILIES.find(([, prefix]) => hasFamily(metrics, prefix))?.[0];
}

/** Those that others imitate, and that imitate others. */
async function detectImitated(
  ask: Ask,
  { greeting, models }: { greeting: Answer; models: Answer | undefined },
): Promise<string | undefined> {
  const { version } = jsonOf(await ask("/api/version"));
  if (typeof version === "string") {
    // Those that imitate it have not the second.
    const { models: running } = jsonOf(await ask("/api/ps"));
    if (Array.isArray(running)) {
      return version === LOCALAI_AS_OLLAMA && await isLocalAi(ask, rowsOf(running))
        ? "localai"
        : "ollama";
    }
  }
  const health = await ask("/-/healthz");
  if (health?.status === 200 && health.text.trim() === "success") return "ray";
  if (isOk(models) && Array.isArray(jsonOf(models).data)) return "openai";
  // What refuses everything in the same way may be anything.
  return isOpenaiRefusal(models) && !isRefused(greeting) ? "openai" : undefined;
}

/** The version of Ollama that LocalAI says it is. */
const LOCALAI_AS_OLLAMA = "0.9.0";

/** LocalAI invents models without a size; without a model it still has a page that Ollama has not. */
async function isLocalAi(ask: Ask, running: readonly Fields[]): Promise<boolean> {
  return running.length > 0
    ? running.every(({ size, size_vram }) => size === 0 && size_vram === 0)
    : isOk(await ask("/readyz"));
}

/** A 401 or 403 with an error as OpenAI writes it. */
function isOpenaiRefusal(answer: Answer | undefined): boolean {
  if (!answer || !isRefused(answer)) return false;
  const { error } = jsonOf({ ...answer, status: 200 });
  return typeof fieldsOf(error).message === "string";
}

function hasFamily(answer: Answer | undefined, prefix: string): boolean {
  return answer?.status === 200 && !/^\s*[<[{]/.test(answer.text) &&
    new RegExp(`^(?:# TYPE )?${prefix}`, "m").test(answer.text);
}

function ownerOf(models: Answer | undefined): string | undefined {
  const owner = rowsOf(jsonOf(models).data)[0]?.owned_by;
  return typeof owner === "string" ? owner : undefined;
}

/** Whether a list of models is that of another kind of server than was known. */
export function isOfAnother(models: Answer | undefined, kind: string): boolean {
  const owner = ownerOf(models);
  if (owner === undefined || !Object.hasOwn(OWNERS, owner)) return false;
  // Proxies pass the list of what is behind them on.
  return OWNERS[owner] !== kind && Object.values(OWNERS).includes(kind);
}
