import type { JsonSource } from "../server_kind.ts";
import type { TargetMetrics } from "../../mapping/target_metrics.ts";
import { fieldsOf, positiveOf, rowsOf, textOf } from "../../http/json_fields.ts";
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
      for (const model of rowsOf(list?.models)) {
        const key = textOf(model.key);
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
      for (const model of rowsOf(list?.data)) {
        const id = textOf(model.id);
        if (id === "") continue;
        metrics.modelInfo(id, {
          family: textOf(model.arch),
          quantization: textOf(model.quantization),
          format: textOf(model.compatibility_type),
        });
        metrics.ofModel("model_loaded", id, model.state === "loaded" ? 1 : 0);
        metrics.ofModel("model_context_tokens", id, positiveOf(model.loaded_context_length));
      }
    },
  },
];

function addModel(key: string, model: Fields, metrics: TargetMetrics): void {
  metrics.modelInfo(key, {
    family: textOf(model.architecture),
    parameter_size: textOf(model.params_string),
    quantization: textOf(fieldsOf(model.quantization).name),
    format: textOf(model.format),
  });
  const loaded = rowsOf(model.loaded_instances).map(({ config }) => fieldsOf(config));
  metrics.ofModel("model_loaded", key, loaded.length > 0 ? 1 : 0);
  metrics.ofModel("model_size_bytes", key, positiveOf(model.size_bytes));
  metrics.ofModel("model_context_tokens", key, positiveOf(loaded[0]?.context_length));
  const parallel = loaded.map((config) => positiveOf(config.parallel) ?? 0);
  const sum = parallel.reduce((total, one) => total + one, 0);
  metrics.ofModel("max_concurrent_requests", key, sum === 0 ? undefined : sum);
}
