import { toRows, toText } from "../../http/json_fields.ts";
import type { JsonSource } from "../server_kind.ts";

/** `/api/v1/health` of Lemonade: the models that are in memory. */
export const lemonadeHealth: JsonSource = {
  name: "health_status",
  asks: [{ path: "/api/v1/health" }],
  isOptional: true,
  provides: ["model_loaded"],
  add: ([health], metrics) => {
    for (const { model_name } of toRows(health?.all_models_loaded)) {
      if (toText(model_name) !== "") metrics.ofModel("model_loaded", toText(model_name), 1);
    }
  },
};
