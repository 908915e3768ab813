import type { JsonSource } from "../server_kind.ts";
import { toRows, toText } from "../../http/json_fields.ts";

/** `/system` of LocalAI: what is loaded. Its imitation of Ollama invents sizes and is not asked. */
export const localaiSystem: JsonSource = {
  name: "system",
  asks: [{ path: "/system" }],
  isOptional: true,
  provides: ["model_loaded"],
  add: ([system], metrics) => {
    for (const model of toRows(system?.loaded_models)) {
      const id = toText(model.id) || toText(model.name);
      if (id !== "") metrics.ofModel("model_loaded", id, 1);
    }
  },
};
