import type { JsonSource } from "../server_kind.ts";

/** `/health` of LMDeploy, which says more than its status. */
export const lmdeployHealth: JsonSource = {
  name: "health_status",
  asks: [{ path: "/health" }],
  isOptional: true,
  isReadWhenDown: true,
  provides: ["sleeping"],
  add: ([health = {}], metrics) => {
    if (typeof health.status !== "string") return;
    metrics.ofModel("sleeping", metrics.onlyModel, health.status === "sleeping" ? 1 : 0);
  },
};
