import type { JsonSource } from "../engine_profile.ts";
import { rowsOf, textOf } from "../json_fields.ts";

/** `/system` of LocalAI: what is loaded. Its imitation of Ollama invents sizes and is not asked. */
export const localaiSystem: JsonSource = {
  name: "system",
  asks: [{ path: "/system" }],
  isOptional: true,
  tells: ["model_loaded"],
  tell: ([system], teller) => {
    for (const model of rowsOf(system?.loaded_models)) {
      const id = textOf(model.id) || textOf(model.name);
      if (id !== "") teller.ofModel("model_loaded", id, 1);
    }
  },
};
