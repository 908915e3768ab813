import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { stat } from "../layer/stat.ts";

const { system: limits } = THRESHOLDS;

/** The machine that is worst off, in each respect. */
export const SYSTEM_TILES = [
  stat({
    title: "CPU pressure",
    asks: "What share of the time is something waiting for a CPU?",
    unit: "percentunit",
    decimals: 0,
    expr: "max(rate(llm_monitor_system_pressure_stalled_seconds_total" +
      '{resource="cpu", kind="some"}[5m]))',
    judge: { warn: limits.cpuPressureRatio },
  }),
  stat({
    title: "Memory available",
    asks: "How much memory is available, on the host that has the least?",
    unit: "percentunit",
    decimals: 0,
    expr: "min(llm_monitor_system_memory_available_bytes / llm_monitor_system_memory_total_bytes)",
    judge: {
      warn: limits.memoryWarnRatio,
      bad: limits.memoryAvailableRatio,
      isLowBad: true,
    },
  }),
  stat({
    title: "OOM kills, 1 h",
    asks: "Did the kernel kill a process for lack of memory?",
    help: "The board Containers & logs shows whether it was in a container.",
    unit: "none",
    decimals: 0,
    expr: "sum(increase(llm_monitor_system_oom_kills_total[1h]))",
    judge: { bad: 1 },
  }),
  stat({
    title: "Fullest disk",
    asks: "How full is the fullest file system?",
    unit: "percentunit",
    decimals: 0,
    expr: "max(1 - llm_monitor_system_filesystem_available_bytes" +
      " / llm_monitor_system_filesystem_size_bytes)",
    judge: { warn: 1 - limits.diskAvailableRatio, bad: 1 - limits.diskFullRatio },
  }),
  stat({
    title: "Broken mounts",
    asks: "Is a file system or a model folder not responding?",
    help: "Check the kernel log, then the disk.",
    unit: "none",
    expr: "sum(llm_monitor_system_filesystem_device_error)" +
      " + (sum(llm_monitor_system_model_folder_error) or 0 * sum(llm_monitor_system_cpus))",
    judge: { bad: 1 },
  }),
  stat({
    title: "Sources failing",
    asks: "Is there anything about a host that the monitor cannot read?",
    unit: "none",
    expr: "count(llm_monitor_system_source_up) - sum(llm_monitor_system_source_up)",
    judge: { bad: 1 },
  }),
];
