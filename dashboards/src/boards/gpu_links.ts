import { bars } from "../layer/bars.ts";
import { lines } from "../layer/timeseries.ts";
import { CARD_LEGEND, withIndex } from "./expressions.ts";

/** Traffic between cards, and between a card and its machine. */
export const LINKS = [
  lines({
    title: "PCIe to the card",
    asks: "How much goes to the card? Much of it all the time is offloading.",
    w: 12,
    h: 8,
    unit: "Bps",
    queries: [{
      expr: withIndex("llm_monitor_gpu_pcie_receive_bytes_per_second"),
      legend: CARD_LEGEND,
    }],
  }),
  lines({
    title: "PCIe from the card",
    asks: "How much comes from the card?",
    w: 12,
    h: 8,
    unit: "Bps",
    queries: [{
      expr: withIndex("llm_monitor_gpu_pcie_transmit_bytes_per_second"),
      legend: CARD_LEGEND,
    }],
  }),
  bars({
    title: "PCIe lanes missing",
    asks: "Does a card run on fewer lanes than it has? That is a fault of the slot or the riser.",
    w: 8,
    h: 6,
    unit: "none",
    max: 16,
    queries: [{
      expr: withIndex(
        "(llm_monitor_gpu_pcie_link_width_max_lanes - llm_monitor_gpu_pcie_link_width_lanes)",
      ),
      legend: CARD_LEGEND,
    }],
    judge: { warn: 1 },
  }),
  lines({
    title: "PCIe packets sent again",
    asks: "Is the link of a card bad?",
    w: 8,
    h: 6,
    unit: "suffix: /s",
    queries: [{
      expr: withIndex("rate(llm_monitor_gpu_pcie_replays_total[$__rate_interval])"),
      legend: CARD_LEGEND,
    }],
  }),
  bars({
    title: "NVLinks that are inactive",
    asks: "Is a link between cards down?",
    w: 8,
    h: 6,
    unit: "none",
    max: 18,
    queries: [{
      expr: withIndex('llm_monitor_gpu_nvlink_links{state="inactive"}'),
      legend: CARD_LEGEND,
    }],
    judge: { warn: 1 },
  }),
  lines({
    title: "NVLink traffic",
    asks: "How much do cards exchange? One that is far below the others waits for something.",
    w: 12,
    h: 8,
    unit: "Bps",
    queries: [{
      expr: withIndex(
        "sum by (job, instance, gpu) (rate(llm_monitor_gpu_nvlink_receive_bytes_total[$__rate_interval])" +
          " + rate(llm_monitor_gpu_nvlink_transmit_bytes_total[$__rate_interval]))",
      ),
      legend: CARD_LEGEND,
    }],
  }),
  lines({
    title: "NVLink errors",
    asks: "Does a link make errors, and which kind?",
    w: 12,
    h: 8,
    unit: "suffix: /s",
    queries: [{
      expr: withIndex(
        "sum by (job, instance, gpu, error) (rate(llm_monitor_gpu_nvlink_errors_total[$__rate_interval]))",
      ),
      legend: `${CARD_LEGEND} {{error}}`,
    }],
  }),
];
