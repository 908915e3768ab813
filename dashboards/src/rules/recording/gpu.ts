import { THRESHOLDS } from "../../../../runtime/contract/thresholds.ts";
import { BY, labelsIn } from "../rule.ts";
import type { Recording, RuleGroup } from "../rule.ts";

const source = "dashboards/src/rules/recording/gpu.ts";
const { busyUtilizationRatio, idleUtilizationRatio } = THRESHOLDS.gpu;

/** Memory of a container on a card, whether the card is split or not. */
const OWNED =
  `(sum by (${BY.gpu}, container_id) (llm_monitor_gpu_process_memory_bytes{container_id!=""})
      or
    sum by (${BY.gpu}, container_id) (llm_monitor_gpu_mig_process_memory_bytes{container_id!=""}))`;
const CONTAINER = "container, compose_project, compose_service";

/** The share of a card that a service has: its memory on it, over all that containers have there. */
const SHARE = `service:gpu_memory_bytes:sum
  / on (${BY.gpu}) group_left () sum by (${BY.gpu}) (service:gpu_memory_bytes:sum)`;

export const GPU_RECORDINGS: readonly RuleGroup<Recording>[] = [
  {
    name: "gpu_owners",
    source,
    rules: [
      {
        record: "service:gpu_memory_bytes:sum",
        expr: `sum by (${BY.gpu}, ${CONTAINER}) (
  ${OWNED}
    * on (job, instance, container_id) group_left (${CONTAINER})
  llm_monitor_docker_container_info
)`,
        labels: labelsIn(`${BY.gpu}, ${CONTAINER}`),
        help: "Memory of a card that a container has, with its Compose names.",
      },
      {
        record: "gpu:power_watts:rate5m",
        expr: `sum by (${BY.gpu}) (rate(llm_monitor_gpu_energy_joules_total[5m]))`,
        labels: labelsIn(BY.gpu),
        help: "Power of a card, mean over 5 minutes, from its energy.",
      },
      {
        record: "service:gpu_power_watts:rate5m",
        expr: `sum by (${BY.service}, container) (
  (${SHARE})
    * on (${BY.gpu}) group_left () gpu:power_watts:rate5m
)`,
        labels: labelsIn(`${BY.service}, container`),
        help: "Power of cards by container, shared out by the memory that each has there.",
      },
      {
        record: "server:gpu:info",
        expr: `max by (job, instance, gpu, target) (
  label_replace(service:gpu_memory_bytes:sum, "target", "$1", "compose_service", "(.+)")
    or
  label_replace(service:gpu_memory_bytes:sum, "target", "$1", "container", "(.+)")
) > bool 0`,
        labels: labelsIn("job, instance, gpu, target"),
        help:
          "1 for each card of an LLM server whose target has the name of its container or service.",
      },
    ],
  },
  {
    name: "gpu_efficiency",
    source,
    rules: [
      {
        record: "server:llm_tokens:rate5m",
        expr: `sum by (${BY.server}) (model:llm_prompt_tokens:rate5m)
  + sum by (${BY.server}) (model:llm_generation_tokens:rate5m)`,
        labels: labelsIn(BY.server),
        help: "Tokens a second of a server, prompts and answers.",
      },
      {
        record: "server:gpu_power_watts:rate5m",
        expr: `sum by (job, instance, target) (
  label_replace(service:gpu_power_watts:rate5m, "target", "$1", "compose_service", "(.+)")
)`,
        labels: labelsIn("job, instance, target"),
        help: "Power of cards of the Compose service that has the name of a server's target.",
      },
      {
        record: "server:llm_generation_tokens_per_joule:rate5m",
        expr: `sum by (${BY.server}) (model:llm_generation_tokens:rate5m)
  / on (job, instance, target) group_left () (server:gpu_power_watts:rate5m > 0)`,
        labels: labelsIn(BY.server),
        help: "Generated tokens for each joule of the server's cards.",
      },
      {
        record: "instance:llm_generation_tokens_per_joule:rate5m",
        expr: `sum by (${BY.instance}) (model:llm_own_generation_tokens:rate5m)
  / (sum by (${BY.instance}) (gpu:power_watts:rate5m) > 0)`,
        labels: labelsIn(BY.instance),
        help:
          "Generated tokens for each joule of all cards; what a proxy passes on is not counted twice.",
      },
      {
        record: "gpu:busy_without_tokens:bool",
        expr: `max by (${BY.gpu}) (llm_monitor_gpu_utilization_ratio > bool ${busyUtilizationRatio})
  * min by (${BY.gpu}) (
    (max by (${BY.gpu}, compose_service) (service:gpu_memory_bytes:sum) > bool 0)
      * on (job, instance, compose_service) group_left ()
    (sum by (job, instance, compose_service) (
      label_replace(model:llm_generation_tokens:rate5m, "compose_service", "$1", "target", "(.+)")
    ) == bool 0)
  )`,
        labels: labelsIn(BY.gpu),
        help:
          "1 for a card that is busy while the server on it produces no tokens, else 0. A server is the Compose service of its name.",
      },
    ],
  },
  {
    name: "gpu_state",
    source,
    rules: [
      {
        record: "gpu:info:last_1h",
        // After an upgrade of the driver the old labels and the new ones are there for a while.
        expr: `topk by (${BY.gpu}) (1, last_over_time(llm_monitor_gpu_info[1h]))`,
        labels: labelsIn(`${BY.gpu}, vendor, name, index, pci_bus_id, driver_version`),
        help: "A card as it was last reported, one series a card, also of one that is lost.",
      },
      {
        record: "gpu:memory_used:ratio",
        expr: `llm_monitor_gpu_memory_used_bytes / (llm_monitor_gpu_memory_total_bytes > 0)`,
        labels: labelsIn(BY.gpu),
        help: "Share of a card's memory in use.",
      },
      {
        record: "gpu:throttled:ratio_rate5m",
        expr: `max by (${BY.gpu}, reason) (
  rate(llm_monitor_gpu_clock_event_seconds_total{reason=~"hw_.*|sw_thermal_slowdown"}[5m])
)
or
max by (${BY.gpu}, reason) (
  avg_over_time(llm_monitor_gpu_clock_event_active{reason=~"hw_.*|sw_thermal_slowdown"}[5m])
)`,
        labels: labelsIn(`${BY.gpu}, reason`),
        help:
          "Share of the time in which heat or a power brake held the clocks back, over 5 minutes.",
      },
      {
        record: "gpu:free:bool",
        expr: `max by (${BY.gpu}) (llm_monitor_gpu_processes == bool 0)
  * max by (${BY.gpu}) (llm_monitor_gpu_up)`,
        labels: labelsIn(BY.gpu),
        help: "1 for a card that works and that no process uses, else 0.",
      },
      {
        record: "gpu:idle:bool",
        expr: `max by (${BY.gpu}) (
  avg_over_time(llm_monitor_gpu_utilization_ratio[15m]) < bool ${idleUtilizationRatio}
)`,
        labels: labelsIn(BY.gpu),
        help: "1 for a card that computed next to nothing in 15 minutes, else 0.",
      },
    ],
  },
];
