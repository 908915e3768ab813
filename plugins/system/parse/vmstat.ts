import type { FamilySet } from "@llm-monitor/sdk";
import { parseNumber } from "./numbers.ts";

const COUNTERS: Readonly<Record<string, string>> = {
  pswpin: "llm_monitor_system_swap_in_pages_total",
  pswpout: "llm_monitor_system_swap_out_pages_total",
  pgmajfault: "llm_monitor_system_major_page_faults_total",
  oom_kill: "llm_monitor_system_oom_kills_total",
};

/** /proc/vmstat: `oom_kill 0`; older kernels have fewer lines. */
export function parseVmstat(set: FamilySet, text: string): void {
  for (const line of text.split("\n")) {
    const [key = "", value] = line.split(" ");
    const name = Object.hasOwn(COUNTERS, key) ? COUNTERS[key] : undefined;
    if (name !== undefined) set.counter(name, {}, parseNumber(value));
  }
}
