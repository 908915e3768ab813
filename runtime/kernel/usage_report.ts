import type { ProcessUsage } from "../contract/syscall.ts";
import { readUsage } from "./sandbox/usage.ts";

/** One process of ours. */
export interface OwnProcess {
  readonly role: ProcessUsage["role"];
  readonly name: string;
  readonly pid: number;
  readonly stream?: number;
}

/** Reads what our processes use; one that is gone is left out. */
export async function usageReport(
  processes: readonly OwnProcess[],
  bootTimeSeconds: number,
): Promise<ProcessUsage[]> {
  const readings = await Promise.all(processes.map(async (process) => {
    const usage = await readUsage(process.pid, bootTimeSeconds);
    return usage ? { ...process, ...usage } : undefined;
  }));
  return readings.filter((reading) => reading !== undefined);
}
