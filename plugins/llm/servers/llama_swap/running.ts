import { rowsOf, textOf } from "../../http/json_fields.ts";
import type { JsonSource } from "../server_kind.ts";

/** `/running` of llama-swap: which models have a server now. Its `/upstream/` would start one. */
export const llamaSwapRunning: JsonSource = {
  name: "running",
  asks: [{ path: "/running" }, { path: "/v1/models", isSlow: true }],
  isOptional: true,
  provides: ["model_loaded"],
  add: ([running, list], metrics) => {
    const states = new Map(
      rowsOf(running?.running).map(({ model, state }) => [textOf(model), textOf(state)]),
    );
    for (const id of rowsOf(list?.data).map((model) => textOf(model.id))) {
      if (id !== "") metrics.ofModel("model_loaded", id, states.get(id) === "ready" ? 1 : 0);
    }
  },
};
