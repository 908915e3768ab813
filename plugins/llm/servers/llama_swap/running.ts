import { toRows, toText } from "../../http/json_fields.ts";
import type { JsonSource } from "../server_kind.ts";

/** `/running` of llama-swap: which models have a server now. Its `/upstream/` would start one. */
export const llamaSwapRunning: JsonSource = {
  name: "running",
  asks: [{ path: "/running" }, { path: "/v1/models", isSlow: true }],
  isOptional: true,
  provides: ["model_loaded"],
  add: ([running, list], metrics) => {
    const states = new Map(
      toRows(running?.running).map(({ model, state }) => [toText(model), toText(state)]),
    );
    for (const id of toRows(list?.data).map((model) => toText(model.id))) {
      if (id !== "") metrics.ofModel("model_loaded", id, states.get(id) === "ready" ? 1 : 0);
    }
  },
};
