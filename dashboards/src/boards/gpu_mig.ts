import { bars } from "../layer/bars.ts";
import { lines } from "../layer/timeseries.ts";
import { withIndex } from "./expressions.ts";

const INSTANCE_LEGEND = "{{instance}} #{{index}} instance {{gpu_instance}}";

/** Parts of cards that are split. */
export const MIG = [
  bars({
    title: "Memory of instances",
    asks: "How full is each part of a card that is split?",
    w: 12,
    h: 8,
    unit: "percentunit",
    decimals: 0,
    max: 1,
    queries: [{
      expr: withIndex(
        "llm_monitor_gpu_mig_memory_used_bytes / llm_monitor_gpu_mig_memory_total_bytes",
      ),
      legend: INSTANCE_LEGEND,
    }],
  }),
  bars({
    title: "Processes of instances",
    asks: "Is a part of a card unused?",
    w: 12,
    h: 8,
    unit: "none",
    queries: [{ expr: withIndex("llm_monitor_gpu_mig_processes"), legend: INSTANCE_LEGEND }],
  }),
  lines({
    title: "Tensor cores of instances",
    asks: "Which share of the time do tensor cores of each part work?",
    w: 8,
    h: 8,
    unit: "percentunit",
    max: 1,
    queries: [{
      expr: withIndex("llm_monitor_gpu_mig_tensor_activity_ratio"),
      legend: INSTANCE_LEGEND,
    }],
  }),
  lines({
    title: "Memory traffic of instances",
    asks: "Which share of the time does memory of each part move data?",
    w: 8,
    h: 8,
    unit: "percentunit",
    max: 1,
    queries: [{
      expr: withIndex("llm_monitor_gpu_mig_dram_activity_ratio"),
      legend: INSTANCE_LEGEND,
    }],
  }),
  lines({
    title: "Multiprocessors of instances",
    asks: "Which share of the time do multiprocessors of each part have work?",
    w: 8,
    h: 8,
    unit: "percentunit",
    max: 1,
    queries: [{
      expr: withIndex("llm_monitor_gpu_mig_sm_activity_ratio"),
      legend: INSTANCE_LEGEND,
    }],
  }),
];
