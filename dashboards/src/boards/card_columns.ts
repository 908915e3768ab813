import { CARD } from "./expressions.ts";

/** Columns that every table of cards has: how busy each is, and how full. */
export const LOAD_OF_CARD = [
  {
    title: "Utilization",
    expr: `max by (${CARD}) (llm_monitor_gpu_utilization_ratio)`,
    unit: "percentunit",
    decimals: 0,
    barTo: 1,
  },
  {
    title: "Memory",
    expr: `max by (${CARD}) (llm_monitor_gpu_memory_used_bytes)` +
      ` / max by (${CARD}) (llm_monitor_gpu_memory_total_bytes)`,
    unit: "percentunit",
    decimals: 0,
    barTo: 1,
  },
] as const;
