import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { rows } from "../layer/table.ts";
import { linkTo } from "./links.ts";
import { UP_OR_DOWN } from "./mappings.ts";
import { ownTokensNow } from "./expressions.ts";

const { gpu, llm, system } = THRESHOLDS;
const HOST = "job, instance";

/** Signs of trouble, each counted once; absent for a machine that reports none of them. */
const TROUBLE = `sum by (${HOST}) (` + [
  "1 - up",
  "1 - llm_monitor_plugin_up",
  "1 - llm_monitor_llm_up",
  "1 - llm_monitor_gpu_up",
  'llm_monitor_gpu_recovery_action{action!="none"}',
].map((part, index) => `label_replace(${part}, "part", "${index}", "", "")`).join(" or ") + ")";

/** Every machine in a row. */
export const HOSTS = rows({
  title: "Hosts",
  asks: "Which host is in trouble?",
  help:
    "Trouble counts what is down (the monitor, plugins, servers, GPUs) and GPUs that require action. " +
    "Hosts that are down come first. Click a name to open its Overview.",
  w: 24,
  h: 10,
  sortBy: [
    { column: "Up", isDescending: false },
    { column: "Trouble", isDescending: true },
  ],
  columns: [
    {
      title: "Host",
      label: "instance",
      link: linkTo("overview", "Open the host", { instance: "Host" }),
    },
    { title: "Trouble", expr: TROUBLE, judge: { bad: 1 } },
    { title: "Up", expr: `max by (${HOST}) (up)`, mappings: UP_OR_DOWN, width: 70 },
    { title: "GPUs", expr: `sum by (${HOST}) (llm_monitor_gpu_cards)`, width: 70 },
    {
      title: "Free VRAM",
      expr: `sum by (${HOST}) (llm_monitor_gpu_memory_free_bytes)`,
      unit: "bytes",
    },
    {
      title: "Hottest GPU",
      expr: `max by (${HOST}) (llm_monitor_gpu_temperature_celsius{sensor="core"})`,
      unit: "celsius",
      decimals: 0,
      judge: { warn: gpu.temperatureWarnCelsius, bad: gpu.temperatureCelsius },
    },
    {
      title: "Power",
      expr: `sum by (${HOST}) (llm_monitor_gpu_power_draw_watts)`,
      unit: "watt",
    },
    {
      title: "Waiting",
      expr: `sum by (${HOST}) (llm_monitor_llm_requests_waiting)`,
      judge: { warn: llm.waitingRequests },
    },
    {
      title: "Decode",
      expr: `sum by (${HOST}) (${ownTokensNow("generation")})`,
      unit: "suffix: tok/s",
      decimals: 0,
    },
    {
      title: "Free memory",
      expr: `min by (${HOST}) (llm_monitor_system_memory_available_bytes` +
        " / llm_monitor_system_memory_total_bytes)",
      unit: "percentunit",
      decimals: 0,
      judge: {
        warn: system.memoryWarnRatio,
        bad: system.memoryAvailableRatio,
        isLowBad: true,
      },
    },
    {
      title: "Fullest disk",
      expr: `max by (${HOST}) (1 - llm_monitor_system_filesystem_available_bytes` +
        " / llm_monitor_system_filesystem_size_bytes)",
      unit: "percentunit",
      decimals: 0,
      judge: { warn: 1 - system.diskAvailableRatio, bad: 1 - system.diskFullRatio },
    },
  ],
});

/** Cards that nobody holds. */
export const FREE_CARDS = rows({
  title: "Free GPUs",
  asks: "Which GPUs are unused?",
  help: "No data: all are in use.",
  w: 12,
  h: 8,
  names: `max by (${HOST}, gpu, index, name) (llm_monitor_gpu_info)` +
    ` and on (${HOST}, gpu) (llm_monitor_gpu_memory_used_bytes` +
    ` / llm_monitor_gpu_memory_total_bytes < ${gpu.heldMemoryRatio})`,
  columns: [
    { title: "Host", label: "instance" },
    { title: "#", label: "index", width: 50 },
    { title: "GPU", label: "name" },
    {
      title: "Memory",
      expr: `llm_monitor_gpu_memory_total_bytes and on (${HOST}, gpu)` +
        " (llm_monitor_gpu_memory_used_bytes / llm_monitor_gpu_memory_total_bytes" +
        ` < ${gpu.heldMemoryRatio})`,
      unit: "bytes",
    },
  ],
});
