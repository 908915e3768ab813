import { jsonOf } from "./ask.ts";
import type { Answer, Ask } from "./ask.ts";
import { rowsOf } from "./json_fields.ts";

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
  return await detectByMetrics(ask) ?? await detectImitated(ask, models);
}

async function detectByMetrics(ask: Ask): Promise<string | undefined> {
  // First where trtllm-serve has them: its /metrics is a queue that a look empties.
  if (hasFamily(await ask("/prometheus/metrics"), "trtllm[_:]")) return "trtllm";
  const metrics = await ask("/metrics");
  return FAMILIES.find(([, prefix]) => hasFamily(metrics, prefix))?.[0];
}

/** Those that others imitate, and that imitate others. */
async function detectImitated(ask: Ask, models: Answer | undefined): Promise<string | undefined> {
  const { version } = jsonOf(await ask("/api/version"));
  if (typeof version === "string") {
    // Those that imitate it have not the second.
    const { models: running } = jsonOf(await ask("/api/ps"));
    if (Array.isArray(running)) return isInvented(version, running) ? "localai" : "ollama";
  }
  const health = await ask("/-/healthz");
  if (health?.status === 200 && health.text.trim() === "success") return "ray";
  const isOpenai = models?.status === 200 && Array.isArray(jsonOf(models).data);
  return isOpenai || isRefusal(models) ? "openai" : undefined;
}

/** LocalAI's answer as Ollama: a version of its own making, and models without a size. */
function isInvented(version: string, running: readonly unknown[]): boolean {
  return version === "0.9.0" && running.length > 0 &&
    rowsOf(running).every(({ size_vram }) => size_vram === 0);
}

/** A 401 or 403 with an error as OpenAI writes it. */
function isRefusal(answer: Answer | undefined): boolean {
  if (answer?.status !== 401 && answer?.status !== 403) return false;
  return /^\s*\{\s*"(?:error|detail|message)"/.test(answer.text);
}

function hasFamily(answer: Answer | undefined, prefix: string): boolean {
  return answer?.status === 200 && !/^\s*[<[{]/.test(answer.text) &&
    new RegExp(`^(?:# TYPE )?${prefix}`, "m").test(answer.text);
}

function ownerOf(models: Answer | undefined): string | undefined {
  const owner = rowsOf(jsonOf(models).data)[0]?.owned_by;
  return typeof owner === "string" ? owner : undefined;
}
