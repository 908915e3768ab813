import { bars } from "../layer/bars.ts";
import { rows } from "../layer/table.ts";
import { lines } from "../layer/timeseries.ts";
import { CARD_LEGEND, withIndex } from "./expressions.ts";
import { NO_IS_BAD } from "./mappings.ts";

/** More of what cards report, for those who tune or repair them. */
export const DETAILS = [
  lines({
    title: "SM activity",
    asks: "What share of the multiprocessors has work?",
    help: "Far above tensor core activity: kernels are waiting for memory or for each other.",
    w: 8,
    h: 8,
    unit: "percentunit",
    max: 1,
    queries: [{ expr: withIndex("llm_monitor_gpu_sm_activity_ratio"), legend: CARD_LEGEND }],
  }),
  lines({
    title: "SM occupancy",
    asks: "How many warps are resident, of those that fit?",
    w: 8,
    h: 8,
    unit: "percentunit",
    max: 1,
    queries: [{ expr: withIndex("llm_monitor_gpu_sm_occupancy_ratio"), legend: CARD_LEGEND }],
  }),
  lines({
    title: "Fan speed",
    asks: "Does the fan follow the temperature?",
    w: 8,
    h: 8,
    unit: "percentunit",
    queries: [{ expr: withIndex("llm_monitor_gpu_fan_speed_ratio"), legend: CARD_LEGEND }],
  }),
  lines({
    title: "Module power",
    asks: "How much do GPU and CPU draw together, where they are one module (GH200)?",
    w: 8,
    h: 8,
    unit: "watt",
    queries: [{ expr: withIndex("llm_monitor_gpu_module_power_draw_watts"), legend: CARD_LEGEND }],
  }),
  lines({
    title: "Host memory used",
    asks: "How much host memory do GPUs use? A model that spills over is slow (AMD).",
    w: 8,
    h: 8,
    unit: "bytes",
    queries: [{ expr: withIndex("llm_monitor_gpu_gtt_memory_used_bytes"), legend: CARD_LEGEND }],
  }),
  lines({
    title: "Processes per GPU",
    asks: "How many processes share a GPU?",
    w: 8,
    h: 8,
    unit: "none",
    queries: [{ expr: withIndex("llm_monitor_gpu_processes"), legend: CARD_LEGEND }],
  }),
  bars({
    title: "Row remapping reserve",
    asks: "How many memory banks have how much reserve left?",
    w: 8,
    h: 8,
    unit: "none",
    queries: [{
      expr: "sum by (availability) (llm_monitor_gpu_remap_availability_banks)",
      legend: "{{availability}}",
    }],
  }),
  rows({
    title: "Fabric and licences",
    asks: "Did a GPU join the NVSwitch fabric, and does a virtual GPU have its licence?",
    w: 16,
    h: 8,
    names: "max by (job, instance, gpu, index) (llm_monitor_gpu_info)",
    columns: [
      { title: "Host", label: "instance" },
      { title: "#", label: "index", width: 50 },
      {
        title: "Joined",
        expr: 'max by (job, instance, gpu) (llm_monitor_gpu_fabric_status{status="success"})',
        mappings: NO_IS_BAD,
      },
      {
        title: "Healthy",
        expr: 'max by (job, instance, gpu) (llm_monitor_gpu_fabric_health{health="healthy"})',
        mappings: NO_IS_BAD,
      },
      {
        title: "Licensed",
        expr: "max by (job, instance, gpu) (llm_monitor_gpu_vgpu_licensed)",
        mappings: NO_IS_BAD,
      },
      {
        title: "MIG errors, 1 h",
        expr: "sum by (job, instance, gpu)" +
          " (increase(llm_monitor_gpu_mig_ecc_uncorrected_errors_total[1h]))",
        decimals: 0,
        judge: { warn: 1 },
      },
    ],
  }),
  lines({
    title: "NVSwitch errors",
    asks: "Does a switch between GPUs report errors?",
    w: 8,
    h: 8,
    unit: "suffix: /h",
    queries: [{
      expr:
        "sum by (instance, sxid, severity) (increase(llm_monitor_gpu_nvswitch_errors_total[1h]))",
      legend: "{{instance}} {{sxid}} {{severity}}",
    }],
  }),
  rows({
    title: "Sources",
    asks: "Which tool fails or is slow, and why?",
    w: 16,
    h: 8,
    sortBy: { column: "Read", isDescending: false },
    names: "max by (job, instance, source, reason) (llm_monitor_gpu_source_failing == 1)",
    columns: [
      { title: "Host", label: "instance" },
      { title: "Source", label: "source" },
      {
        title: "Read",
        expr: "max by (job, instance, source) (llm_monitor_gpu_source_up)",
        mappings: NO_IS_BAD,
        width: 80,
      },
      {
        title: "Took",
        expr: "max by (job, instance, source) (llm_monitor_gpu_source_duration_seconds)",
        unit: "s",
      },
      {
        title: "Exit code",
        expr: "max by (job, instance, source) (llm_monitor_gpu_source_exit_code)",
      },
      { title: "Reason", label: "reason" },
    ],
  }),
  lines({
    title: "Missed kernel log lines",
    asks: "Could an Xid error have been missed?",
    w: 8,
    h: 8,
    unit: "suffix: /h",
    queries: [{
      expr: "increase(llm_monitor_gpu_kernel_log_missed_lines_total[1h])",
      legend: "{{instance}}",
    }],
  }),
];
