import type { JsonSource } from "../engine_profile.ts";
import type { Teller } from "../teller.ts";
import { fieldsOf, positiveOf, rowsOf, textOf } from "../json_fields.ts";
import type { Fields } from "../json_fields.ts";

/** LM Studio's models, by the newer of its two lists that it has. */
export const lmstudioModels: readonly JsonSource[] = [
  {
    name: "models",
    asks: [{ path: "/api/v1/models" }],
    isOptional: true,
    tells: [
      "model_info",
      "model_loaded",
      "model_size_bytes",
      "model_context_tokens",
      "max_concurrent_requests",
    ],
    tell: ([list], teller) => {
      for (const model of rowsOf(list?.models)) {
        const key = textOf(model.key);
        if (key !== "") tellModel(key, model, teller);
      }
    },
  },
  {
    name: "models_v0",
    asks: [{ path: "/api/v0/models" }],
    isOptional: true,
    tells: ["model_info", "model_loaded", "model_context_tokens"],
    tell: ([list], teller) => {
      for (const model of rowsOf(list?.data)) {
        const id = textOf(model.id);
        if (id === "") continue;
        teller.modelInfo(id, {
          family: textOf(model.arch),
          quantization: textOf(model.quantization),
          format: textOf(model.compatibility_type),
        });
        teller.ofModel("model_loaded", id, model.state === "loaded" ? 1 : 0);
        teller.ofModel("model_context_tokens", id, positiveOf(model.loaded_context_length));
      }
    },
  },
];

function tellModel(key: string, model: Fields, teller: Teller): void {
  teller.modelInfo(key, {
    family: textOf(model.architecture),
    parameter_size: textOf(model.params_string),
    quantization: textOf(fieldsOf(model.quantization).name),
    format: textOf(model.format),
  });
  const loaded = rowsOf(model.loaded_instances).map(({ config }) => fieldsOf(config));
  teller.ofModel("model_loaded", key, loaded.length > 0 ? 1 : 0);
  teller.ofModel("model_size_bytes", key, positiveOf(model.size_bytes));
  teller.ofModel("model_context_tokens", key, positiveOf(loaded[0]?.context_length));
  const parallel = loaded.map((config) => positiveOf(config.parallel) ?? 0);
  const sum = parallel.reduce((total, one) => total + one, 0);
  teller.ofModel("max_concurrent_requests", key, sum === 0 ? undefined : sum);
}
