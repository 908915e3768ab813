import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import type { Board } from "../layer/board.ts";
import { closedRow, row } from "../layer/board.ts";
import { bars } from "../layer/bars.ts";
import { lines } from "../layer/timeseries.ts";
import { CHANGES } from "./events.ts";
import { BUSY_WITHOUT_TOKENS, CARD_LEGEND, withIndex } from "./expressions.ts";
import { DETAILS } from "./gpu_details.ts";
import { FAULTS } from "./gpu_faults.ts";
import { LINKS } from "./gpu_links.ts";
import { MIG } from "./gpu_mig.ts";
import { CARD_TABLE, CARD_TILES } from "./gpu_now.ts";
import { OWNERS } from "./gpu_owners.ts";

const { gpu: limits } = THRESHOLDS;

/** Cards: what they do, who uses them, and what is wrong with them. */
export const gpu: Board = {
  name: "gpu",
  title: "GPU",
  description:
    "What the GPUs do, who uses them, and what is wrong with them. Utilization has no colour: " +
    "a hung GPU shows full utilization. Read it together with activity, power and tokens.",
  range: "1h",
  variables: [{
    kind: "named",
    name: "gpu",
    title: "GPU",
    metric: "llm_monitor_gpu_info",
    label: "gpu",
    text: ["instance", "index", "name"],
  }],
  events: CHANGES,
  rows: [
    row("Is a GPU lost, throttled or faulty?", CARD_TILES),
    row("Which GPU?", [CARD_TABLE]),
    row("What are they doing?", [
      lines({
        title: "Tensor core activity",
        asks: "What share of the time are tensor cores active? A model's compute runs on them.",
        help:
          "Prefill drives it up; during decode it stays low. GPUs older than Hopper do not report it.",
        w: 8,
        h: 8,
        unit: "percentunit",
        max: 1,
        queries: [{
          expr: withIndex("llm_monitor_gpu_tensor_activity_ratio"),
          legend: CARD_LEGEND,
        }],
      }),
      lines({
        title: "DRAM activity",
        asks: "What share of the time is memory moving data? Near 100 % the GPU is memory-bound.",
        help: "Decode usually is. GPUs older than Hopper do not report it.",
        w: 8,
        h: 8,
        unit: "percentunit",
        max: 1,
        queries: [{ expr: withIndex("llm_monitor_gpu_dram_activity_ratio"), legend: CARD_LEGEND }],
      }),
      lines({
        title: "Utilization",
        asks: "What share of the time was at least one kernel running?",
        help: "It says little: one small kernel is enough for 100 %, and so is a hung GPU.",
        w: 8,
        h: 8,
        unit: "percentunit",
        max: 1,
        queries: [{ expr: withIndex("llm_monitor_gpu_utilization_ratio"), legend: CARD_LEGEND }],
      }),
      lines({
        title: "Power",
        asks: "How much do the GPUs draw? Full utilization at low power points to a hang.",
        w: 12,
        h: 8,
        unit: "watt",
        queries: [{ expr: withIndex("llm_monitor_gpu_power_draw_watts"), legend: CARD_LEGEND }],
      }),
      lines({
        title: "Busy but not producing",
        asks: "Is a GPU busy while its server produces no tokens? 1 means yes.",
        help: "Matched by container: a server outside of one does not appear here.",
        w: 12,
        h: 8,
        unit: "none",
        max: 1,
        isStepped: true,
        queries: [{ expr: BUSY_WITHOUT_TOKENS, legend: CARD_LEGEND }],
      }),
    ]),
    row("Who is using them?", OWNERS),
    row("Are they hot or throttled?", [
      lines({
        title: "Temperature",
        asks: "How hot is the core?",
        w: 8,
        h: 8,
        unit: "celsius",
        min: 20,
        queries: [{
          expr: withIndex('llm_monitor_gpu_temperature_celsius{sensor="core"}'),
          legend: CARD_LEGEND,
        }],
        lines: { bad: limits.temperatureCelsius },
      }),
      lines({
        title: "Throttle reasons",
        asks: "What share of the time are the clocks of any GPU held back, and by what?",
        help: "A power cap is by design; heat and power brakes are not.",
        w: 8,
        h: 8,
        unit: "percentunit",
        max: 1,
        queries: [{
          expr: "max by (reason)" +
            ' (rate(llm_monitor_gpu_clock_event_seconds_total{reason!="gpu_idle"}[$__rate_interval]))',
          legend: "{{reason}}",
        }],
      }),
      lines({
        title: "SM clock",
        asks: "How fast do the multiprocessors run? A drop under load is throttling.",
        w: 8,
        h: 8,
        unit: "hertz",
        queries: [{
          expr: withIndex('llm_monitor_gpu_clock_hertz{clock="sm"}'),
          legend: CARD_LEGEND,
        }],
      }),
      bars({
        title: "Thermal headroom",
        asks: "How many degrees are left until the GPU throttles?",
        w: 12,
        h: 6,
        unit: "celsius",
        queries: [{
          expr: withIndex("llm_monitor_gpu_temperature_margin_celsius"),
          legend: CARD_LEGEND,
        }],
        max: 80,
        judge: {
          bad: limits.temperatureMarginCelsius,
          warn: limits.temperatureMarginWarnCelsius,
          isLowBad: true,
        },
      }),
      bars({
        title: "Share of the power limit",
        asks: "How close is the GPU to its power limit? At 100 % it throttles by design.",
        w: 12,
        h: 6,
        unit: "percentunit",
        decimals: 0,
        max: 1,
        queries: [{
          expr: withIndex(
            "llm_monitor_gpu_power_draw_watts / on (job, instance, gpu) " +
              'llm_monitor_gpu_power_limit_watts{limit="enforced"}',
          ),
          legend: CARD_LEGEND,
        }],
      }),
    ]),
    row("Are they faulty?", FAULTS),
    closedRow("MIG: only GPUs that are partitioned", MIG),
    closedRow("PCIe and NVLink", LINKS),
    closedRow("Details, and how the monitor reads the GPUs", DETAILS),
  ],
};
