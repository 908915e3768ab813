import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { stat } from "../layer/stat.ts";
import { rows } from "../layer/table.ts";
import { ACTION_REQUIRED, THROTTLED, UP_OR_DOWN } from "./mappings.ts";
import { CARD } from "./expressions.ts";
import { LOAD_OF_CARD } from "./card_columns.ts";
import { DRIVER_ACTIONS } from "./shared_tiles.ts";

const { gpu: limits } = THRESHOLDS;

/** Reasons for slow clocks that are faults of cooling or power; a power cap is by design. */
export const BRAKES = "hw_thermal_slowdown|sw_thermal_slowdown|hw_slowdown|hw_power_brake_slowdown";

/** Troubles of any card. */
export const CARD_TILES = [
  stat({
    title: "GPUs",
    asks: "How many GPUs are there?",
    unit: "none",
    expr: "sum(llm_monitor_gpu_cards)",
  }),
  stat({
    title: "Lost",
    asks: "Has a GPU that was there before become unreachable?",
    help: "Check the kernel log for Xid 79, then reboot the host.",
    unit: "none",
    expr: "count(llm_monitor_gpu_up) - sum(llm_monitor_gpu_up)",
    judge: { bad: 1 },
  }),
  stat({
    title: "Unlisted",
    asks: "Does the driver see more GPUs than nvidia-smi lists?",
    unit: "none",
    expr: "sum(llm_monitor_gpu_driver_cards) - sum(llm_monitor_gpu_cards)" +
      " - (sum(llm_monitor_gpu_suspended_cards) or 0 * sum(llm_monitor_gpu_cards))",
    judge: { bad: 1 },
  }),
  stat({
    title: "Throttled",
    asks: "How many GPUs are throttled by heat or by a power brake?",
    help: "Check fans and airflow, then the power supply.",
    unit: "none",
    expr:
      `sum(max by (job, instance, gpu) (llm_monitor_gpu_clock_event_active{reason=~"${BRAKES}"}))`,
    judge: { warn: 1 },
  }),
  DRIVER_ACTIONS,
  stat({
    title: "Sources failing",
    asks: "Is a tool failing that the monitor uses to read the GPUs?",
    help: "What it reports is missing then, not 0.",
    unit: "none",
    expr: "count(llm_monitor_gpu_source_up) - sum(llm_monitor_gpu_source_up)",
    judge: { bad: 1 },
  }),
];

/** Every card in a row. */
export const CARD_TABLE = rows({
  title: "GPUs",
  asks: "Which GPU is lost, throttled, hot or full?",
  help: "Neither utilization nor memory has a colour: engines allocate all memory when they start.",
  w: 24,
  h: 8,
  sortBy: { column: "Up", isDescending: false },
  // A card that is lost has no such series any more.
  names: `max by (${CARD}, index, name) (last_over_time(llm_monitor_gpu_info[1h]))`,
  columns: [
    { title: "Host", label: "instance" },
    { title: "#", label: "index", width: 50 },
    { title: "GPU", label: "name" },
    { title: "Up", expr: `max by (${CARD}) (llm_monitor_gpu_up)`, mappings: UP_OR_DOWN, width: 70 },
    ...LOAD_OF_CARD,
    {
      title: "Core",
      width: 70,
      expr: `max by (${CARD}) (llm_monitor_gpu_temperature_celsius{sensor="core"})`,
      unit: "celsius",
      decimals: 0,
      judge: { warn: limits.temperatureWarnCelsius, bad: limits.temperatureCelsius },
    },
    {
      title: "Power",
      expr: `max by (${CARD}) (llm_monitor_gpu_power_draw_watts)`,
      unit: "watt",
    },
    {
      title: "Throttled",
      expr: `max by (${CARD}) (llm_monitor_gpu_clock_event_active{reason=~"${BRAKES}"})`,
      mappings: THROTTLED,
    },
    {
      title: "Action",
      width: 90,
      expr: `max by (${CARD}) (llm_monitor_gpu_recovery_action{action!="none"})`,
      mappings: ACTION_REQUIRED,
    },
    {
      title: "P-state",
      width: 84,
      expr: `max by (${CARD}) (llm_monitor_gpu_performance_state)`,
      unit: "prefix:P",
    },
    { title: "UUID", label: "gpu" },
  ],
});
