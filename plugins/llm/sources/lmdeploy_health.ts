import type { JsonSource } from "../engine_profile.ts";

/** `/health` of LMDeploy, which says more than its status. */
export const lmdeployHealth: JsonSource = {
  name: "health_status",
  asks: [{ path: "/health" }],
  isOptional: true,
  isToldWhenDown: true,
  tells: ["sleeping"],
  tell: ([health = {}], teller) => {
    if (typeof health.status !== "string") return;
    teller.ofModel("sleeping", teller.onlyModel, health.status === "sleeping" ? 1 : 0);
  },
};
