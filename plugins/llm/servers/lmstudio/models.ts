import type { JsonSource } from "../server_kind.ts";
import type { TargetMetrics } from "../../mapping/target_metrics.ts";
import { toFields, toPositive, toRows, toText } from "../../http/json_fields.ts";
import type { Fields } from "../../http/json_fields.ts";

/** LM Studio's models, by the newer of its two lists that it has. */
export const lmstudioModels: readonly JsonSource[] = [
  {
    name: "models",
    asks: [{ path: "/api/v1/models" }],
    isOptional: true,
    provides: [
      "model_info",
      "model_loaded",
      "model_size_bytes",
      "model_context_tokens",
      "max_concurrent_requests",
    ],
    add: ([list], metrics) => {
      for (const model of toRows(list?.models)) {
        const key = toText(model.key);
        if (key !== "") addModel(key, model, metrics);
      }
    },
  },
  {
    name: "models_v0",
    asks: [{ path: "/api/v0/models" }],
    isOptional: true,
    provides: ["model_info", "model_loaded", "model_context_tokens"],
    add: ([list], metrics) => {
      for (const model of toRows(list?.data)) {
        const id = toText(model.id);
        if (id === "") continue;
        metrics.modelInfo(id, {
          family: toText(model.arch),
          quantization: toText(model.quantization),
          format: toText(model.compatibility_type),
        });
        metrics.ofModel("model_loaded", id, model.state === "loaded" ? 1 : 0);
        metrics.ofModel("model_context_tokens", id, toPositive(model.loaded_context_length));
      }
    },
  },
];

function addModel(key: string, model: Fields, metrics: TargetMetrics): void {
  metrics.modelInfo(key, {
    family: toText(model.architecture),
    parameter_size: toText(model.params_string),
    quantization: toText(toFields(model.quantization).name),
    format: toText(model.format),
  });
  const loaded = toRows(model.loaded_instances).map(({ config }) => toFields(config));
  metrics.ofModel("model_loaded", key, loaded.length > 0 ? 1 : 0);
  metrics.ofModel("model_size_bytes", key, toPositive(model.size_bytes));
  metrics.ofModel("model_context_tokens", key, toPositive(loaded[0]?.context_length));
  const parallel = loaded.map((config) => toPositive(config.parallel) ?? 0);
  const sum = parallel.reduce((total, one) => total + one, 0);
  metrics.ofModel("max_concurrent_requests", key, sum === 0 ? undefined : sum);
}
