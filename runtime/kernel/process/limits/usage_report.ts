import type { ProcessUsage } from "../../../contract/syscall.ts";
import { readUsage } from "./usage.ts";
import type { WaitMeter } from "./wait_meter.ts";

/** One process of ours. */
export interface OwnProcess {
  readonly role: ProcessUsage["role"];
  readonly name: string;
  readonly pid: number;
  readonly stream?: number;
  readonly waits: WaitMeter;
}

/** Reads what our processes use; one that is gone is left out. */
export function usageReport(
  processes: readonly OwnProcess[],
  bootTimeSeconds: number,
): ProcessUsage[] {
  const readings = processes.map(({ waits, ...process }) => {
    const usage = readUsage(process.pid, bootTimeSeconds);
    if (!usage) return undefined;
    const waitedMs = waits.readMs(usage.cpuSeconds);
    return {
      ...process,
      ...usage,
      ...(waitedMs !== undefined && { starvedSeconds: waitedMs / 1_000 }),
    };
  });
  return readings.filter((reading) => reading !== undefined);
}
