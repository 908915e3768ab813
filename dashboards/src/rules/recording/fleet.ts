import { withoutProxies } from "../../promql/without_proxies.ts";
import { BY, labelsIn } from "../rule.ts";
import type { Recording, RuleGroup } from "../rule.ts";

const source = "dashboards/src/rules/recording/fleet.ts";

/** One number for each host, and one for all hosts of a job. */
interface Total {
  readonly name: string;
  readonly expr: string;
  readonly help: string;
  /** The operator that makes a cluster's value of its hosts'; absent where there is no such value. */
  readonly cluster?: "sum" | "avg" | "max" | "min";
}

/** A request that a proxy passes on runs at a server behind it, too. One that waits does so only once. */
const RUNNING = withoutProxies("llm_monitor_llm_requests_running");

const TOTALS: readonly Total[] = [
  {
    name: "llm_prompt_tokens:rate5m",
    expr: `sum by (${BY.instance}) (model:llm_own_prompt_tokens:rate5m)`,
    help: "Prompt tokens a second; what a proxy passes on is not counted twice.",
    cluster: "sum",
  },
  {
    name: "llm_generation_tokens:rate5m",
    expr: `sum by (${BY.instance}) (model:llm_own_generation_tokens:rate5m)`,
    help: "Generated tokens a second; what a proxy passes on is not counted twice.",
    cluster: "sum",
  },
  {
    name: "llm_requests_running:sum",
    expr: `sum by (${BY.instance}) ${RUNNING}`,
    help: "Requests that are being computed.",
    cluster: "sum",
  },
  {
    name: "llm_requests_waiting:sum",
    expr: `sum by (${BY.instance}) (llm_monitor_llm_requests_waiting)`,
    help: "Requests that wait.",
    cluster: "sum",
  },
  {
    name: "llm_servers_down:count",
    expr: `sum by (${BY.instance}) (llm_monitor_llm_up == bool 0)`,
    help: "LLM servers that are not healthy.",
    cluster: "sum",
  },
  {
    name: "llm_time_to_first_token_seconds:p95_5m",
    expr: `max by (${BY.instance}) (model:llm_time_to_first_token_seconds:p95_5m)`,
    help: "Time to the first token, p95 of the slowest model.",
    cluster: "max",
  },
  {
    name: "llm_kv_cache_usage_ratio:max",
    expr: `max by (${BY.instance}) (llm_monitor_llm_kv_cache_usage_ratio)`,
    help: "Share of the fullest KV cache.",
    cluster: "max",
  },
  {
    name: "gpu_power_watts:rate5m",
    expr: `sum by (${BY.instance}) (gpu:power_watts:rate5m)`,
    help: "Power of all cards.",
    cluster: "sum",
  },
  {
    name: "gpu_utilization_ratio:avg",
    expr: `avg by (${BY.instance}) (llm_monitor_gpu_utilization_ratio)`,
    help: "Share of the time in which kernels ran, mean of the cards that report it.",
    cluster: "avg",
  },
  {
    name: "gpu_memory_used_bytes:sum",
    expr: `sum by (${BY.instance}) (llm_monitor_gpu_memory_used_bytes)`,
    help: "Memory of cards in use.",
    cluster: "sum",
  },
  {
    name: "gpu_memory_total_bytes:sum",
    expr: `sum by (${BY.instance}) (llm_monitor_gpu_memory_total_bytes)`,
    help: "Memory of all cards.",
    cluster: "sum",
  },
  {
    name: "gpu_temperature_celsius:max",
    expr: `max by (${BY.instance}) (llm_monitor_gpu_temperature_celsius{sensor="core"})`,
    help: "Temperature of the hottest card.",
    cluster: "max",
  },
  {
    name: "gpus:count",
    expr: `sum by (${BY.instance}) (llm_monitor_gpu_cards)`,
    help: "Cards.",
    cluster: "sum",
  },
  {
    name: "gpus_down:count",
    expr: `sum by (${BY.instance}) (llm_monitor_gpu_up == bool 0)`,
    help: "Cards that are lost or cannot be read.",
    cluster: "sum",
  },
  {
    name: "gpus_throttled:count",
    expr: `count by (${BY.instance}) (max by (${BY.gpu}) (gpu:throttled:ratio_rate5m) > 0)
  or 0 * max by (${BY.instance}) (llm_monitor_gpu_cards)`,
    help: "Cards that heat or a power brake held back.",
    cluster: "sum",
  },
  {
    name: "cpu_utilization:ratio_rate5m",
    expr:
      `1 - sum by (${BY.instance}) (rate(llm_monitor_system_cpu_seconds_total{mode=~"idle|iowait"}[5m]))
  / (sum by (${BY.instance}) (rate(llm_monitor_system_cpu_seconds_total[5m])) > 0)`,
    help: "Share of the processors' time that was used.",
    cluster: "avg",
  },
  {
    name: "memory_used:ratio",
    expr:
      `1 - llm_monitor_system_memory_available_bytes / (llm_monitor_system_memory_total_bytes > 0)`,
    help: "Share of the memory that programs cannot get.",
    cluster: "max",
  },
  {
    name: "filesystem_used:ratio_max",
    expr: `max by (${BY.instance}) (
  1 - llm_monitor_system_filesystem_available_bytes
    / (llm_monitor_system_filesystem_size_bytes > 0)
)`,
    help: "Share of the fullest file system.",
    cluster: "max",
  },
  {
    name: "data_age_seconds:max",
    expr: `max by (${BY.instance}) (
  time() - (llm_monitor_plugin_last_success_timestamp_seconds
    and on (job, instance, plugin) llm_monitor_plugin_up)
)`,
    help: "Age of the oldest data of a plugin.",
    cluster: "max",
  },
];

const FREE = "sum by (job, instance, name) (\n  gpu:free:bool\n" +
  "    * on (job, instance, gpu) group_left (name)\n" +
  "  max by (job, instance, gpu, name) (llm_monitor_gpu_info)\n)";

/** Sums of a model over all servers of a cluster. */
const MODELS: readonly (readonly [name: string, expr: string, help: string])[] = [
  [
    "prompt_tokens:rate5m",
    "sum by (job, model) (model:llm_own_prompt_tokens:rate5m)",
    "Prompt tokens a second.",
  ],
  [
    "generation_tokens:rate5m",
    "sum by (job, model) (model:llm_own_generation_tokens:rate5m)",
    "Generated tokens a second.",
  ],
  [
    "requests_running:sum",
    `sum by (job, model) ${RUNNING}`,
    "Requests that are being computed.",
  ],
  [
    "requests_waiting:sum",
    "sum by (job, model) (llm_monitor_llm_requests_waiting)",
    "Requests that wait.",
  ],
  [
    "time_to_first_token_seconds:p95_5m",
    "max by (job, model) (model:llm_time_to_first_token_seconds:p95_5m)",
    "Time to the first token, p95 of the slowest server.",
  ],
  [
    "servers:count",
    "sum by (job, model) (llm_monitor_llm_model_loaded)",
    "Servers that have it in memory.",
  ],
];

export const FLEET_RECORDINGS: readonly RuleGroup<Recording>[] = [
  {
    name: "fleet_hosts",
    source,
    rules: [
      ...TOTALS.map(({ name, expr, help }) => ({
        record: `instance:${name}`,
        expr,
        help,
        labels: labelsIn(BY.instance),
      })),
      {
        record: "instance:gpus_free:count",
        expr: FREE,
        labels: ["job", "instance", "name"],
        help: "Cards that no process uses, by model.",
      },
    ],
  },
  {
    name: "fleet_clusters",
    source,
    rules: [
      ...TOTALS.flatMap(({ name, help, cluster }) =>
        cluster === undefined ? [] : [{
          record: `cluster:${name}`,
          expr: `${cluster} by (job) (instance:${name})`,
          help: `${help.slice(0, -1)}, of all hosts (${cluster}).`,
          labels: ["job"],
        }]
      ),
      {
        record: "cluster:gpus_free:count",
        expr: "sum by (job, name) (instance:gpus_free:count)",
        labels: ["job", "name"],
        help: "Cards that no process uses, by model, of all hosts.",
      },
      {
        record: "cluster:hosts:count",
        expr: "count by (job) (llm_monitor_runtime_info)",
        labels: ["job"],
        help: "Hosts whose monitor can be scraped.",
      },
    ],
  },
  {
    name: "fleet_models",
    source,
    rules: MODELS.map(([name, expr, help]) => ({
      record: `cluster:llm_model_${name}`,
      expr,
      help: `${help.slice(0, -1)}, by model, of all hosts.`,
      labels: ["job", "model"],
    })),
  },
];
