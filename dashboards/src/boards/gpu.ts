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
    "What the cards do, who uses them, and what is wrong with them. Use has no colour: " +
    "a card that hangs shows full use. Look at activity, power and tokens beside it.",
  range: "1h",
  variables: [{
    kind: "named",
    name: "gpu",
    title: "Card",
    metric: "llm_monitor_gpu_info",
    label: "gpu",
    text: ["instance", "index", "name"],
  }],
  events: CHANGES,
  rows: [
    row("Is a card lost, slowed or faulty?", CARD_TILES),
    row("Which card?", [CARD_TABLE]),
    row("What do they do?", [
      lines({
        title: "Tensor cores",
        asks: "Which share of the time do tensor cores work? A model's compute goes through them.",
        help:
          "Prefill makes it high; while tokens are generated it stays low. Cards before Hopper " +
          "do not tell it.",
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
        title: "Memory traffic",
        asks: "Which share of the time does memory move data? Near 1 the card is bound by memory.",
        help: "So it is while tokens are generated. Cards before Hopper do not tell it.",
        w: 8,
        h: 8,
        unit: "percentunit",
        max: 1,
        queries: [{ expr: withIndex("llm_monitor_gpu_dram_activity_ratio"), legend: CARD_LEGEND }],
      }),
      lines({
        title: "Use",
        asks: "Which share of the time did at least one kernel run?",
        help: "Full use says little: one small kernel is enough, and so is a card that hangs.",
        w: 8,
        h: 8,
        unit: "percentunit",
        max: 1,
        queries: [{ expr: withIndex("llm_monitor_gpu_utilization_ratio"), legend: CARD_LEGEND }],
      }),
      lines({
        title: "Power",
        asks: "How much do the cards draw? Full use at little power is a card that hangs.",
        w: 12,
        h: 8,
        unit: "watt",
        queries: [{ expr: withIndex("llm_monitor_gpu_power_draw_watts"), legend: CARD_LEGEND }],
      }),
      lines({
        title: "Busy, and nothing comes out",
        asks: "Is a card busy while its server brings out no token? 1 is yes.",
        help: "Joined by the container: a server outside of one is not seen here.",
        w: 12,
        h: 8,
        unit: "none",
        max: 1,
        isStepped: true,
        queries: [{ expr: BUSY_WITHOUT_TOKENS, legend: CARD_LEGEND }],
      }),
    ]),
    row("Who uses them?", OWNERS),
    row("Is it hot, and does it slow down?", [
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
        title: "Held back",
        asks: "Which share of the time are the clocks of some card held back, and by what?",
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
        title: "Clock of the multiprocessors",
        asks: "How fast do they run? A fall under load is throttling.",
        w: 8,
        h: 8,
        unit: "hertz",
        queries: [{
          expr: withIndex('llm_monitor_gpu_clock_hertz{clock="sm"}'),
          legend: CARD_LEGEND,
        }],
      }),
      bars({
        title: "Degrees left",
        asks: "How many degrees are left until the card slows down?",
        w: 12,
        h: 6,
        unit: "celsius",
        queries: [{
          expr: withIndex("llm_monitor_gpu_temperature_margin_celsius"),
          legend: CARD_LEGEND,
        }],
        max: 80,
        judge: { bad: limits.temperatureMarginCelsius, warn: 8, isLowBad: true },
      }),
      bars({
        title: "Power of its limit",
        asks: "How near is the card to the power that it may draw? At 1 it slows down by design.",
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
    row("Is it faulty?", FAULTS),
    closedRow("MIG: only cards that are split (mig.mode)", MIG),
    closedRow("PCIe and NVLink", LINKS),
    closedRow("Details, and how the cards are read", DETAILS),
  ],
};
