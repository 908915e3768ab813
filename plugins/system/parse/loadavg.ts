import type { FamilySet } from "@llm-monitor/sdk";
import { parseNumber } from "./numbers.ts";

const WINDOWS = ["1m", "5m", "15m"];

/** /proc/loadavg: `0.52 0.58 0.59 1/467 12345`. */
export function parseLoadavg(set: FamilySet, text: string): void {
  const values = text.trim().split(/\s+/);
  for (const [index, window] of WINDOWS.entries()) {
    set.gauge("llm_monitor_system_load_average", { window }, parseNumber(values[index]));
  }
}
