import { descendantsOf } from "../support/processes.ts";

/** Of /proc/<pid>/stat on every Linux. */
const TICKS_PER_SECOND = 100;

/** CPU time that a process has used so far, in its own code and in the system's. */
export async function cpuSeconds(pid: number): Promise<number> {
  const [user = 0, system = 0] = await readTicks(pid);
  return (user + system) / TICKS_PER_SECOND;
}

/** The same of a process, all that descend from it, and those of them that have ended. */
export async function treeCpuSeconds(pid: number): Promise<number> {
  const pids = [pid, ...(await descendantsOf(pid)).map((process) => process.pid)];
  const ticks = await Promise.all(pids.map(readTicks));
  return ticks.flat().reduce((sum, part) => sum + part, 0) / TICKS_PER_SECOND;
}

/** utime, stime, and both of the children that ended. */
async function readTicks(pid: number): Promise<number[]> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 15).map(Number);
}
