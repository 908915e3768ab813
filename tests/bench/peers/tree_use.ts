import { readCpuClock } from "./cpu_clock.ts";
import { isNoSuchProcess } from "../../../runtime/kernel/process/limits/process_errors.ts";
import { descendantsOf } from "../../support/processes.ts";

/** Of /proc/<pid>/stat on every Linux. */
const TICK_SECONDS = 0.01;
/** Places in /proc/<pid>/stat, counted from the state. */
const [CHILDREN_UTIME, CHILDREN_STIME] = [13, 14];

/**
 * Reads the CPU time of a process and of everything that it started, in seconds: processes that live to
 * the nanosecond, and those that have ended in steps of 10 ms, as their parent keeps it.
 */
export async function cpuSecondsOfTree(root: number): Promise<number> {
  const all = await Promise.all((await listTree(root)).map(readCpuSeconds));
  return all.reduce((sum, seconds) => sum + seconds, 0);
}

/** Parses of /proc/<pid>/stat what its children took that have ended. */
export function parseEndedSeconds(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
  return ((fields[CHILDREN_UTIME] ?? 0) + (fields[CHILDREN_STIME] ?? 0)) * TICK_SECONDS;
}

async function listTree(root: number): Promise<number[]> {
  return [root, ...(await descendantsOf(root)).map(({ pid }) => pid)];
}

async function readCpuSeconds(pid: number): Promise<number> {
  return await unlessGone(async () => {
    const ended = parseEndedSeconds(await Deno.readTextFile(`/proc/${pid}/stat`));
    return (readCpuClock(pid) ?? 0) + ended;
  });
}

/** Gives 0 for a process that ended while it was read: its parent counts it. */
async function unlessGone(read: () => Promise<number>): Promise<number> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isNoSuchProcess(error)) return 0;
    throw error;
  }
}
