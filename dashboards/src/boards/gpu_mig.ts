import { bars } from "../layer/bars.ts";
import { lines } from "../layer/timeseries.ts";
import { withIndex } from "./expressions.ts";

const INSTANCE_LEGEND = "{{instance}} #{{index}} instance {{gpu_instance}}";

/** Parts of cards that are split. */
export const MIG = [
  bars({
    title: "MIG memory",
    asks: "How full is each MIG instance?",
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
    title: "MIG processes",
    asks: "Is an instance unused?",
    w: 12,
    h: 8,
    unit: "none",
    queries: [{ expr: withIndex("llm_monitor_gpu_mig_processes"), legend: INSTANCE_LEGEND }],
  }),
  lines({
    title: "MIG tensor core activity",
    asks: "What share of the time are the tensor cores of each instance active?",
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
    title: "MIG DRAM activity",
    asks: "What share of the time is the memory of each instance moving data?",
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
    title: "MIG SM activity",
    asks: "What share of the multiprocessors of each instance has work?",
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
