import type { JsonSource } from "../engine_profile.ts";
import { positiveOf, textOf } from "../json_fields.ts";

/** `/info` of Hugging Face's servers; `contextKey` is where each tells how long a request may be. */
export function huggingFaceInfo(
  contextKey: string,
  nameKeys: readonly string[],
): JsonSource {
  const modelOf = (info: Readonly<Record<string, unknown>> | undefined) =>
    nameKeys.map((key) => textOf(info?.[key])).find((name) => name !== "");
  return {
    name: "info",
    asks: [{ path: "/info", isSlow: true }],
    // TEI keeps it for those with a key.
    isOptional: true,
    tells: ["model_info", "model_loaded", "model_context_tokens", "max_concurrent_requests"],
    models: ([info]) => [modelOf(info) ?? []].flat(),
    tell: ([info = {}], teller) => {
      const model = modelOf(info);
      if (model === undefined) return;
      teller.modelInfo(model, {});
      teller.ofModel("model_loaded", model, teller.isUp ? 1 : undefined);
      teller.ofModel("model_context_tokens", model, positiveOf(info[contextKey]));
      teller.ofModel("max_concurrent_requests", model, positiveOf(info.max_concurrent_requests));
    },
  };
}
