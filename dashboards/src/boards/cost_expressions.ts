import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { CARD, ownTokens, SERVER } from "./expressions.ts";

const { gpu } = THRESHOLDS;
const SERVICE = "job, instance, compose_service";

/** The power of each Compose service: that of its cards, by the share of the memory that it holds. */
export const SERVICE_WATTS =
  `sum by (${SERVICE}) (avg_over_time(service:gpu_power_watts:rate5m[$__rate_interval]))`;

/** The tokens that each Compose service generates in a second; a server has the name of its service. */
export const SERVICE_TOKENS = `sum by (${SERVICE}) (label_replace(${
  ownTokens("generation")
}, "compose_service", "$1", "target", "(.+)"))`;

/** Watts of one sample in five minutes, in kWh. */
const KWH_OF_SAMPLE = 300 / 3_600_000;

/** Energy of watts that a rule records, over the time that is shown: a gap counts as nothing. */
function sumEnergy(watts: string): string {
  return `(sum_over_time(${watts}[$__range:5m]) * ${KWH_OF_SAMPLE})`;
}

/** The energy of each Compose service in kWh, over the time that is shown. */
export const SERVICE_ENERGY = `sum by (${SERVICE}) ${sumEnergy("service:gpu_power_watts:rate5m")}`;

const GENERATED = "increase(llm_monitor_llm_generation_tokens_total[$__range])";

/** The energy of each model in kWh: that of its server, by its share of the generated tokens. */
export const MODEL_ENERGY = `sum by (model) (sum by (${SERVER}, model) (${GENERATED})` +
  ` / on (${SERVER}) group_left () (sum by (${SERVER}) (${GENERATED}) > 0)` +
  ` * on (${SERVER}) group_left () sum by (${SERVER}) ${
    sumEnergy("server:gpu_power_watts:rate5m")
  })`;

/** Cards that did nothing for an hour and hold memory. */
export const IDLE_HOLDERS =
  `((avg_over_time(llm_monitor_gpu_utilization_ratio[1h]) <= ${gpu.idleUtilizationRatio})` +
  ` and on (${CARD}) (llm_monitor_gpu_memory_used_bytes / llm_monitor_gpu_memory_total_bytes` +
  ` > ${gpu.heldMemoryRatio}))`;
