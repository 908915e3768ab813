import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { CARD, ownTokens } from "./expressions.ts";

const { gpu } = THRESHOLDS;
const SERVICE = "job, instance, compose_service";

/** The power of each Compose service: that of its cards, by the share of the memory that it holds. */
export const SERVICE_WATTS =
  `sum by (${SERVICE}) (avg_over_time(service:gpu_power_watts:rate5m[$__rate_interval]))`;

/** The tokens that each Compose service generates in a second; a server has the name of its service. */
export const SERVICE_TOKENS = `sum by (${SERVICE}) (label_replace(${
  ownTokens("generation")
}, "compose_service", "$1", "target", "(.+)"))`;

/** Cards that did nothing for an hour and hold memory. */
export const IDLE_HOLDERS =
  `((avg_over_time(llm_monitor_gpu_utilization_ratio[1h]) <= ${gpu.idleUtilizationRatio})` +
  ` and on (${CARD}) (llm_monitor_gpu_memory_used_bytes / llm_monitor_gpu_memory_total_bytes` +
  ` > ${gpu.heldMemoryRatio}))`;
