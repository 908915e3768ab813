import type { JsonSource } from "./server_kind.ts";
import { toFields, toPositive, toRows, toText } from "../http/json_fields.ts";
import type { Fields } from "../http/json_fields.ts";

/** The uses of a server's list of models. */
export interface ModelListRule {
  /** The path of the list, when not `/v1/models`. */
  readonly path?: string;
  /** It may be kept for those with a key. */
  readonly isOptional?: boolean;
  /** True if what is listed is in memory. */
  readonly areLoaded?: boolean;
  /** The key of a model's length of context: vLLM's, or that of llama.cpp. */
  readonly context?: "max_model_len" | "meta.n_ctx";
  /** `meta.size` is its size on disk. */
  readonly hasSize?: boolean;
}

/** `/v1/models`, as every server of OpenAI's API has it; some tell more of a model in it. */
export function openaiModels(rule: ModelListRule): JsonSource {
  return {
    name: "models",
    asks: [{ path: rule.path ?? "/v1/models", isSlow: true }],
    ...(rule.isOptional && { isOptional: true }),
    provides: [
      "model_info",
      ...rule.areLoaded ? ["model_loaded"] : [],
      ...rule.context ? ["model_context_tokens"] : [],
      ...rule.hasSize ? ["model_size_bytes"] : [],
    ],
    // vLLM lists LoRA adapters, too; they have a parent.
    models: ([list]) => {
      const own = readModels(list).filter(({ fields }) => !toText(fields.parent));
      const roots = new Set(own.map(({ id, fields }) => toText(fields.root) || id));
      // Several names of one model are one.
      return roots.size === 1 ? own.slice(0, 1).map(({ id }) => id) : own.map(({ id }) => id);
    },
    add: ([list], metrics) => {
      for (const { id, fields } of readModels(list)) {
        const root = toText(fields.root);
        metrics.modelInfo(id, { root: root === id ? "" : root, parent: toText(fields.parent) });
        const isLoaded = rule.areLoaded && metrics.isUp;
        metrics.ofModel("model_loaded", id, isLoaded ? 1 : undefined);
        metrics.ofModel("model_context_tokens", id, readContext(fields, rule));
        const size = rule.hasSize ? toPositive(toFields(fields.meta).size) : undefined;
        metrics.ofModel("model_size_bytes", id, size);
      }
    },
  };
}

function readContext(fields: Fields, { context }: ModelListRule): number | undefined {
  if (context === undefined) return undefined;
  return toPositive(
    context === "max_model_len" ? fields.max_model_len : toFields(fields.meta).n_ctx,
  );
}

function readModels(list: Fields | undefined): { id: string; fields: Fields }[] {
  const models = new Map(toRows(list?.data).map((fields) => [toText(fields.id), fields]));
  models.delete("");
  return [...models].map(([id, fields]) => ({ id, fields }));
}
