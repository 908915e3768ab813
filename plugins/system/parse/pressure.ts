import type { FamilySet } from "@llm-monitor/sdk";
import { parseNumber, scaled } from "./numbers.ts";

/**
 * /proc/pressure/<resource>: `some avg10=0.00 avg60=0.00 avg300=0.00 total=123`, in microseconds. The
 * averages are left to PromQL. For the whole machine a full stall of the CPU means nothing.
 */
export function parsePressure(set: FamilySet, resource: string, text: string): void {
  for (const line of text.split("\n")) {
    const [, kind, total] = /^(some|full) .*\btotal=(\d+)/.exec(line) ?? [];
    if (kind === undefined || (resource === "cpu" && kind === "full")) continue;
    set.counter(
      "llm_monitor_system_pressure_stalled_seconds_total",
      { resource, kind },
      scaled(parseNumber(total), 1e-6),
    );
  }
}
