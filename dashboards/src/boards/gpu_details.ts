import { bars } from "../layer/bars.ts";
import { rows } from "../layer/table.ts";
import { lines } from "../layer/timeseries.ts";
import { CARD_LEGEND, withIndex } from "./expressions.ts";
import { UP_OR_DOWN } from "./mappings.ts";

/** More of what cards tell, for those who tune or repair them. */
export const DETAILS = [
  lines({
    title: "Multiprocessors with work",
    asks: "Which share of the multiprocessors has something to do?",
    help: "Far above the tensor cores: kernels that wait for memory or for each other.",
    w: 8,
    h: 8,
    unit: "percentunit",
    max: 1,
    queries: [{ expr: withIndex("llm_monitor_gpu_sm_activity_ratio"), legend: CARD_LEGEND }],
  }),
  lines({
    title: "Occupancy",
    asks: "How many warps are on the multiprocessors, of those that fit?",
    w: 8,
    h: 8,
    unit: "percentunit",
    max: 1,
    queries: [{ expr: withIndex("llm_monitor_gpu_sm_occupancy_ratio"), legend: CARD_LEGEND }],
  }),
  lines({
    title: "Fan",
    asks: "Does the fan follow the temperature?",
    w: 8,
    h: 8,
    unit: "percentunit",
    queries: [{ expr: withIndex("llm_monitor_gpu_fan_speed_ratio"), legend: CARD_LEGEND }],
  }),
  lines({
    title: "Power of modules",
    asks: "What do card and processor draw together, where they are one module (GH200)?",
    w: 8,
    h: 8,
    unit: "watt",
    queries: [{ expr: withIndex("llm_monitor_gpu_module_power_draw_watts"), legend: CARD_LEGEND }],
  }),
  lines({
    title: "Memory of the machine that cards use",
    asks: "Does a model spill out of its card (AMD)?",
    w: 8,
    h: 8,
    unit: "bytes",
    queries: [{ expr: withIndex("llm_monitor_gpu_gtt_memory_used_bytes"), legend: CARD_LEGEND }],
  }),
  lines({
    title: "Processes of a card",
    asks: "How many share a card?",
    w: 8,
    h: 8,
    unit: "none",
    queries: [{ expr: withIndex("llm_monitor_gpu_processes"), legend: CARD_LEGEND }],
  }),
  bars({
    title: "Rows left for remapping",
    asks: "How many memory banks have how much of a reserve left?",
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
    asks: "Did a card join the NVSwitch fabric, and has a virtual card its licence?",
    w: 16,
    h: 8,
    names: "max by (job, instance, gpu, index) (llm_monitor_gpu_info)",
    columns: [
      { title: "Machine", label: "instance" },
      { title: "#", label: "index", width: 50 },
      {
        title: "Joined",
        expr: 'max by (job, instance, gpu) (llm_monitor_gpu_fabric_status{status="success"})',
        mappings: UP_OR_DOWN,
      },
      {
        title: "Healthy",
        expr: 'max by (job, instance, gpu) (llm_monitor_gpu_fabric_health{health="healthy"})',
        mappings: UP_OR_DOWN,
      },
      {
        title: "Licensed",
        expr: "max by (job, instance, gpu) (llm_monitor_gpu_vgpu_licensed)",
        mappings: UP_OR_DOWN,
      },
      {
        title: "Errors of instances",
        expr: "sum by (job, instance, gpu)" +
          " (increase(llm_monitor_gpu_mig_ecc_uncorrected_errors_total[1h]))",
        decimals: 0,
        judge: { warn: 1 },
      },
    ],
  }),
  lines({
    title: "Errors of NVSwitches",
    asks: "Does a switch between cards make errors?",
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
      { title: "Machine", label: "instance" },
      { title: "Source", label: "source" },
      {
        title: "Read",
        expr: "max by (job, instance, source) (llm_monitor_gpu_source_up)",
        mappings: UP_OR_DOWN,
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
      { title: "Why not", label: "reason" },
    ],
  }),
  lines({
    title: "Lines of the kernel's log that were missed",
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
