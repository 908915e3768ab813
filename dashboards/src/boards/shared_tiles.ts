import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { stat } from "../layer/stat.ts";
import { DATA_AGE, notProducing } from "./expressions.ts";

/** Tiles that several boards have. */

const { staleSeconds } = THRESHOLDS.monitor;

/** The age of what the boards show. */
export const OLDEST_DATA = stat({
  title: "Oldest data",
  asks: "How old is the oldest data on these boards?",
  unit: "s",
  decimals: 0,
  expr: `max(${DATA_AGE})`,
  judge: { warn: staleSeconds / 2, bad: staleSeconds },
});

/** Servers that hang: busy, without a token. */
export const NOT_PRODUCING = stat({
  title: "Not producing",
  asks: "Is a server running requests without producing a single token?",
  help: "It is hung: check the power draw of its GPU and its log, then restart it.",
  unit: "none",
  expr: `sum(${notProducing("5m")})`,
  judge: { bad: 1 },
});

/** GPUs whose driver asks for an action. */
export const DRIVER_ACTIONS = stat({
  title: "Action required",
  asks: "For how many GPUs does the driver ask for a reset, a reboot or a drain?",
  unit: "none",
  expr: 'sum(llm_monitor_gpu_recovery_action{action!="none"})',
  judge: { bad: 1 },
});

/** Restarts of containers. */
export const RESTARTS = stat({
  title: "Restarts, 1 h",
  asks: "Did a container restart within the last hour?",
  unit: "none",
  decimals: 0,
  expr: "sum(increase(llm_monitor_docker_container_restarts_total[1h]))",
  judge: { warn: 1 },
});
