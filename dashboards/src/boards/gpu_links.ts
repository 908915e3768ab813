import { bars } from "../layer/bars.ts";
import { lines } from "../layer/timeseries.ts";
import { CARD_LEGEND, withIndex } from "./expressions.ts";

/** Traffic between cards, and between a card and its machine. */
export const LINKS = [
  lines({
    title: "PCIe to the GPU",
    asks: "How much data goes to the GPU? Much of it all the time is offloading.",
    w: 12,
    h: 8,
    unit: "Bps",
    queries: [{
      expr: withIndex("llm_monitor_gpu_pcie_receive_bytes_per_second"),
      legend: CARD_LEGEND,
    }],
  }),
  lines({
    title: "PCIe from the GPU",
    asks: "How much data comes from the GPU?",
    w: 12,
    h: 8,
    unit: "Bps",
    queries: [{
      expr: withIndex("llm_monitor_gpu_pcie_transmit_bytes_per_second"),
      legend: CARD_LEGEND,
    }],
  }),
  bars({
    title: "Missing PCIe lanes",
    asks: "Does a GPU run with fewer lanes than it has? Suspect the slot or the riser.",
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
    title: "PCIe replays",
    asks: "Is the link of a GPU faulty?",
    w: 8,
    h: 6,
    unit: "suffix: /s",
    queries: [{
      expr: withIndex("rate(llm_monitor_gpu_pcie_replays_total[$__rate_interval])"),
      legend: CARD_LEGEND,
    }],
  }),
  bars({
    title: "Inactive NVLinks",
    asks: "Is a link between GPUs down?",
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
    asks: "How much do GPUs exchange? One far below the others is waiting for something.",
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
    asks: "Does a link report errors, and of which kind?",
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
