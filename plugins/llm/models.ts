import type { FamilySet } from "@llm-monitor/sdk";
import { jsonOf } from "./detect.ts";
import type { Answer } from "./ask.ts";

type Fields = Readonly<Record<string, unknown>>;

const MAX_MODELS = 100;
const OTHERS = "(others)";

/** Names models, and folds those beyond the first hundred of a target into one. */
export class ModelNames {
  readonly #known = new Set<string>();

  readonly name = (model: string): string => {
    const own = plain(model);
    if (this.#known.has(own)) return own;
    if (this.#known.size >= MAX_MODELS) return OTHERS;
    this.#known.add(own);
    return own;
  };
}

/** Adds the models that `/v1/models` lists, with the context that each was given. */
export function addModels(
  set: FamilySet,
  answer: Answer | undefined,
  { labels, names }: { labels: Readonly<Record<string, string>>; names: ModelNames },
): void {
  const seen = new Set<string>();
  for (const model of listOf(jsonOf(answer).data).slice(0, MAX_MODELS)) {
    if (typeof model.id !== "string" || seen.has(names.name(model.id))) continue;
    seen.add(names.name(model.id));
    const own = { ...labels, model: names.name(model.id) };
    addInfo(set, own, {});
    const context = model.max_model_len ?? fieldsOf(model.meta).n_ctx;
    set.gauge("llm_monitor_llm_model_context_tokens", own, positive(context));
    set.gauge("llm_monitor_llm_model_size_bytes", own, positive(fieldsOf(model.meta).size));
  }
}

/** The model of a server that has one alone. */
export function onlyModel(answer: Answer | undefined): string {
  const models = listOf(jsonOf(answer).data);
  const id = models.length === 1 ? models[0]?.id : undefined;
  return typeof id === "string" ? id : "";
}

/** Ten years: Ollama's word for never is some three hundred. */
const NEVER_SECONDS = 10 * 365 * 86_400;

/** Adds what Ollama tells of its models: on disk, and in memory. */
export function addOllamaModels(
  set: FamilySet,
  { tags, loaded }: { tags: Answer | undefined; loaded: Answer | undefined },
  { labels, names, nowSeconds }: {
    labels: Readonly<Record<string, string>>;
    names: ModelNames;
    nowSeconds: number;
  },
): void {
  const running = new Map(listOf(jsonOf(loaded).models).map((model) => [model.name, model]));
  const seen = new Set<string>();
  for (const model of [...listOf(jsonOf(tags).models), ...running.values()]) {
    if (typeof model.name !== "string" || seen.has(names.name(model.name))) continue;
    seen.add(names.name(model.name));
    const own = { ...labels, model: names.name(model.name) };
    const now = running.get(model.name);
    addInfo(set, own, fieldsOf(model.details));
    set.gauge("llm_monitor_llm_model_loaded", own, now ? 1 : 0);
    set.gauge("llm_monitor_llm_model_size_bytes", own, positive(model.size));
    if (!now) continue;
    set.gauge("llm_monitor_llm_model_memory_bytes", own, positive(now.size));
    set.gauge("llm_monitor_llm_model_vram_bytes", own, numberOf(now.size_vram));
    set.gauge("llm_monitor_llm_model_context_tokens", own, positive(now.context_length));
    const expiry = Date.parse(String(now.expires_at)) / 1000;
    const isPinned = Number.isFinite(expiry) && expiry > nowSeconds + NEVER_SECONDS;
    set.gauge("llm_monitor_llm_model_pinned", own, isPinned ? 1 : 0);
    set.gauge(
      "llm_monitor_llm_model_expiry_timestamp_seconds",
      own,
      isPinned || !Number.isFinite(expiry) ? undefined : expiry,
    );
  }
}

/** Adds the models of LM Studio: those that are there, and those that are loaded. */
export function addLmStudioModels(
  set: FamilySet,
  answer: Answer | undefined,
  { labels, names }: { labels: Readonly<Record<string, string>>; names: ModelNames },
): void {
  const seen = new Set<string>();
  for (const model of listOf(jsonOf(answer).data).slice(0, MAX_MODELS)) {
    if (typeof model.id !== "string" || seen.has(names.name(model.id))) continue;
    seen.add(names.name(model.id));
    const own = { ...labels, model: names.name(model.id) };
    addInfo(set, own, { family: model.arch, quantization_level: model.quantization });
    set.gauge("llm_monitor_llm_model_loaded", own, model.state === "loaded" ? 1 : 0);
    const context = model.loaded_context_length;
    set.gauge("llm_monitor_llm_model_context_tokens", own, positive(context));
  }
}

function addInfo(set: FamilySet, labels: Readonly<Record<string, string>>, details: Fields): void {
  set.info("llm_monitor_llm_model_info", {
    ...labels,
    family: plain(String(details.family ?? "")),
    parameter_size: plain(String(details.parameter_size ?? "")),
    quantization: plain(String(details.quantization_level ?? "")),
  });
}

/** A served name may be a path of the machine: its last part is the model. */
function plain(text: string): string {
  const name = text.startsWith("/") ? text.split("/").findLast((part) => part !== "") ?? "" : text;
  return name.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 128);
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Fields
    : {};
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}

function positive(value: unknown): number | undefined {
  const number = numberOf(value);
  return number === 0 ? undefined : number;
}
