import type { JsonSource } from "./server_kind.ts";
import { toPositive, toText } from "../http/json_fields.ts";

/** `/info` of Hugging Face's servers; `contextKey` is where each tells how long a request may be. */
export function huggingFaceInfo(
  contextKey: string,
  nameKeys: readonly string[],
): JsonSource {
  const readModel = (info: Readonly<Record<string, unknown>> | undefined) =>
    nameKeys.map((key) => toText(info?.[key])).find((name) => name !== "");
  return {
    name: "info",
    asks: [{ path: "/info", isSlow: true }],
    // TEI keeps it for those with a key.
    isOptional: true,
    provides: ["model_info", "model_loaded", "model_context_tokens", "max_concurrent_requests"],
    models: ([info]) => [readModel(info) ?? []].flat(),
    add: ([info = {}], metrics) => {
      const model = readModel(info);
      if (model === undefined) return;
      metrics.modelInfo(model, {});
      metrics.ofModel("model_loaded", model, metrics.isUp ? 1 : undefined);
      metrics.ofModel("model_context_tokens", model, toPositive(info[contextKey]));
      metrics.ofModel("max_concurrent_requests", model, toPositive(info.max_concurrent_requests));
    },
  };
}
