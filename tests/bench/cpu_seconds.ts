/** Of /proc/<pid>/stat on every Linux. */
const TICKS_PER_SECOND = 100;

/** CPU time that a process has used so far, in its own code and in the system's. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
