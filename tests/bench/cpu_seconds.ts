/** Of /proc/<pid>/stat on every Linux. */
const TICKS_PER_SECOND = 100;

/** CPU time that a process has used so far, in its own code and in the system's. */
export async function cpuSeconds(pid: number): Promise<number> {
  const { user, system } = parseStat(await Deno.readTextFile(`/proc/${pid}/stat`));
  return (user + system) / TICKS_PER_SECOND;
}

/** The same of a process, all that descend from it, and those of them that have ended; as of now. */
export function treeCpuSeconds(root: number): number {
  const all = new Map<number, Stat>();
  for (const { name } of Deno.readDirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? readStat(name) : undefined;
    if (stat !== undefined) all.set(Number(name), stat);
  }
  let ticks = 0;
  for (let pids = [root]; pids.length > 0;) {
    for (const pid of pids) ticks += all.get(pid)?.whole ?? 0;
    pids = [...all].filter(([, { parent }]) => pids.includes(parent)).map(([pid]) => pid);
  }
  return ticks / TICKS_PER_SECOND;
}

/** Fields of /proc/<pid>/stat; times in ticks. */
interface Stat {
  readonly parent: number;
  readonly user: number;
  readonly system: number;
  /** User and system time, with those of the children that have ended. */
  readonly whole: number;
}

function readStat(pid: string): Stat | undefined {
  try {
    return parseStat(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch {
    // It ended while it was read, which Deno tells in more than one way.
    return undefined;
  }
}

function parseStat(text: string): Stat {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ").map(Number);
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
  const whole = user + system + endedUser + endedSystem;
  return { parent: fields[1] ?? 0, user, system, whole };
}
