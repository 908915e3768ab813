import type { Answer, Ask } from "./ask.ts";

/** Owners that engines write into their list of models. */
const OWNERS: Readonly<Record<string, string>> = {
  vllm: "vllm",
  sglang: "sglang",
  lmdeploy: "lmdeploy",
  tensorrt_llm: "trtllm",
  llamacpp: "llamacpp",
};

/** Beginnings of families that only one engine has. */
const PREFIXES: readonly (readonly [string, string])[] = [
  ["vllm:", "vllm"],
  ["sglang:", "sglang"],
  ["sglang_", "sglang"],
  ["lmdeploy:", "lmdeploy"],
  ["tgi_", "tgi"],
  ["te_", "tei"],
  ["llamacpp:", "llamacpp"],
  ["num_request_max", "nim"],
];

/**
 * Finds out what answers, by GETs that change nothing, the most certain signs first: several engines
 * imitate Ollama, and many answer as OpenAI does. undefined when nothing that is known answers.
 */
export async function detectEngine(ask: Ask): Promise<string | undefined> {
  if (jsonOf(await ask("/lmstudio-greeting")).lmstudio === true) return "lmstudio";
  const localai = jsonOf(await ask("/.well-known/localai.json"));
  if ("version" in localai && "endpoints" in localai) return "localai";
  const models = await ask("/v1/models");
  if (models?.headers.get("server") === "llama.cpp") return "llamacpp";
  if ("litellm_version" in jsonOf(await ask("/health/readiness"))) return "litellm";
  const info = jsonOf(await ask("/info"));
  if (info.router === "text-generation-router") return "tgi";
  if ("model_type" in info && "max_batch_tokens" in info) return "tei";
  const version = jsonOf(await ask("/v1/version"));
  if ("release" in version && "api" in version) return "nim";
  const owner = ownerOf(models);
  if (owner !== undefined && Object.hasOwn(OWNERS, owner)) return OWNERS[owner];
  // Ollama answers both; those that imitate it have not the second.
  const tags = jsonOf(await ask("/api/version"));
  if (typeof tags.version === "string" && Array.isArray(jsonOf(await ask("/api/ps")).models)) {
    return "ollama";
  }
  // Without its name it could be the one whose metrics are a queue that a look empties.
  const metrics = models?.status === 401 ? undefined : await ask("/metrics");
  const found = PREFIXES.find(([prefix]) =>
    new RegExp(`^(?:# TYPE )?${prefix}`, "m").test(metrics?.status === 200 ? metrics.text : "")
  );
  if (found) return found[1];
  return models?.status === 200 && Array.isArray(jsonOf(models).data) ? "openai" : undefined;
}

function ownerOf(models: Answer | undefined): string | undefined {
  const { data } = jsonOf(models);
  const first: unknown = Array.isArray(data) ? data[0] : undefined;
  const owner = typeof first === "object" && first !== null && "owned_by" in first
    ? first.owned_by
    : undefined;
  return typeof owner === "string" ? owner : undefined;
}

/** The object that an answer holds; an empty one for everything else. */
export function jsonOf(answer: Answer | undefined): Readonly<Record<string, unknown>> {
  if (answer?.status !== 200) return {};
  try {
    const value: unknown = JSON.parse(answer.text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? value as Record<string, unknown>
      : {};
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {};
  }
}
