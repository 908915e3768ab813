/** /proc/stat: CPU time, boot time, threads. Docs: proc_stat(5). */
import type { FamilySet } from "@llm-monitor/sdk";
import type { CpuClock } from "./cpu_clock.ts";
import { parseNumber } from "./numbers.ts";

const MODES = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"] as const;
/** Columns behind the modes: time that user and nice already hold. */
const GUEST_COLUMNS = { user: 8, nice: 9 } as const;
/** USER_HZ, which is 100 on every architecture that Linux still runs on. */
const TICKS_PER_SECOND = 100;

/** Adds everything of /proc/stat. The clock keeps CPU time from going back. */
export function parseStat(
  set: FamilySet,
  text: string,
  { perCpu, clock }: { perCpu: boolean; clock: CpuClock },
): void {
  let cpus = 0;
  for (const line of text.split("\n")) {
    const [key = "", ...values] = line.trim().split(/\s+/);
    if (key === "cpu") addTotals(set, clock.steady("cpu", values.map(toSeconds)));
    else if (/^cpu\d+$/.test(key)) {
      cpus++;
      if (perCpu) addCore(set, key.slice(3), clock.steady(key, values.map(toSeconds)));
    } else if (key === "btime") {
      set.gauge("llm_monitor_system_boot_time_seconds", {}, parseNumber(values[0]));
    } else if (key === "procs_running") {
      set.gauge("llm_monitor_system_processes_running", {}, parseNumber(values[0]));
    } else if (key === "procs_blocked") {
      set.gauge("llm_monitor_system_processes_blocked", {}, parseNumber(values[0]));
    }
  }
  if (cpus > 0) set.gauge("llm_monitor_system_cpus", {}, cpus);
}

function addTotals(set: FamilySet, seconds: readonly (number | undefined)[]): void {
  for (const [index, mode] of MODES.entries()) {
    set.counter("llm_monitor_system_cpu_seconds_total", { mode }, seconds[index]);
  }
  for (const [mode, column] of Object.entries(GUEST_COLUMNS)) {
    set.counter("llm_monitor_system_cpu_guest_seconds_total", { mode }, seconds[column]);
  }
}

function addCore(set: FamilySet, cpu: string, seconds: readonly (number | undefined)[]): void {
  for (const [index, mode] of MODES.entries()) {
    set.counter("llm_monitor_system_cpu_core_seconds_total", { cpu, mode }, seconds[index]);
  }
}

function toSeconds(ticks: string): number | undefined {
  const value = parseNumber(ticks);
  return value === undefined ? undefined : value / TICKS_PER_SECOND;
}
