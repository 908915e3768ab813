import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { behindProxies, CARD } from "./expressions.ts";

const { gpu } = THRESHOLDS;
const SERVICE = "job, instance, compose_service";

const HELD =
  `(sum by (${CARD}, container_id) (llm_monitor_gpu_process_memory_bytes{container_id!=""})` +
  ` or sum by (${CARD}, container_id) (llm_monitor_gpu_mig_process_memory_bytes{container_id!=""}))`;

/** The power of each Compose service: that of its cards, by the share of the memory that it holds. */
export const SERVICE_WATTS = `sum by (${SERVICE}) (${HELD}` +
  ` / on (${CARD}) group_left () sum by (${CARD}) (${HELD})` +
  ` * on (${CARD}) group_left () llm_monitor_gpu_power_draw_watts` +
  " * on (job, instance, container_id) group_left (compose_service)" +
  " llm_monitor_docker_container_info)";

/** The tokens that each Compose service generates in a second; a server has the name of its service. */
export const SERVICE_TOKENS = `sum by (${SERVICE}) (label_replace(${
  behindProxies("rate(llm_monitor_llm_generation_tokens_total[$__rate_interval])")
}, "compose_service", "$1", "target", "(.+)"))`;

/** Cards that did nothing for an hour and hold memory. */
export const IDLE_HOLDERS =
  `((avg_over_time(llm_monitor_gpu_utilization_ratio[1h]) <= ${gpu.idleUtilizationRatio})` +
  ` and on (${CARD}) (llm_monitor_gpu_memory_used_bytes / llm_monitor_gpu_memory_total_bytes` +
  ` > ${gpu.heldMemoryRatio}))`;
