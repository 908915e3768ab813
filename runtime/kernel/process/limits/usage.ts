import { isNoSuchProcess } from "./process_errors.ts";

/** Resource use of one process. */
export interface Usage {
  readonly residentBytes: number;
  readonly cpuSeconds: number;
  readonly openFds: number;
  readonly startTimeSeconds: number;
}

const PAGE_BYTES = 4096;
const TICKS_PER_SECOND = 100;
/** Places in /proc/<pid>/stat, counted from the state, which follows the command's name. */
const SESSION_FIELD = 3;
const TERMINAL_FIELD = 4;
const UTIME_FIELD = 11;
const STIME_FIELD = 12;
const START_FIELD = 19;
const RSS_FIELD = 21;

/*
 * These files come from memory, and each is read in some 20 us. Read from another thread, as the asynchronous
 * functions do it, each would cost ten times that, several times a second.
 */

/** Reads one process from the kernel's own /proc; undefined when it is gone. */
export function readUsage(pid: number, bootTimeSeconds: number): Usage | undefined {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return { ...parseUsage(stat, bootTimeSeconds), openFds: countFds(pid) };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Memory and CPU time alone: what the watchdog asks for often, from one file. */
export function readVitals(
  pid: number,
): { residentBytes: number; cpuSeconds: number } | undefined {
  const fields = readFields(pid);
  return fields && {
    residentBytes: residentBytes(fields),
    cpuSeconds: sumCpuSeconds(fields),
  };
}

/** Reads the CPU time of a process with all its threads; undefined when it is gone. */
export function readCpuSeconds(pid: number): number | undefined {
  const fields = readFields(pid);
  return fields && sumCpuSeconds(fields);
}

/** Returns the number of the terminal that a process belongs to, 0 when there is none. */
export function readTerminal(pid: number): number {
  return numberAt(readFields(pid) ?? [], TERMINAL_FIELD);
}

/** The process that leads the session which a process is in; undefined when it is gone. */
export function readSession(pid: number): number | undefined {
  const fields = readFields(pid);
  return fields && numberAt(fields, SESSION_FIELD);
}

function readFields(pid: number): string[] | undefined {
  try {
    return splitFields(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Parses /proc/<pid>/stat. */
export function parseUsage(stat: string, bootTimeSeconds: number): Omit<Usage, "openFds"> {
  const fields = splitFields(stat);
  const startTicks = numberAt(fields, START_FIELD);
  return {
    residentBytes: residentBytes(fields),
    cpuSeconds: sumCpuSeconds(fields),
    startTimeSeconds: bootTimeSeconds + startTicks / TICKS_PER_SECOND,
  };
}

/** The fields behind the command's name, which may hold spaces and parentheses itself. */
function splitFields(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** Of the fifty fields a few are asked for: only those become numbers. */
function numberAt(fields: readonly string[], place: number): number {
  return Number(fields[place] ?? 0);
}

function sumCpuSeconds(fields: readonly string[]): number {
  return (numberAt(fields, UTIME_FIELD) + numberAt(fields, STIME_FIELD)) / TICKS_PER_SECOND;
}

/** Returns when this machine started, in seconds since 1970; what start times of processes are relative to. */
export async function readBootTime(): Promise<number> {
  const stat = await Deno.readTextFile("/proc/stat");
  return Number(/^btime (\d+)$/m.exec(stat)?.[1] ?? 0);
}

function residentBytes(fields: readonly string[]): number {
  return numberAt(fields, RSS_FIELD) * PAGE_BYTES;
}

/** Since 6.2 Linux tells their number as the folder's size; before, that is 0, and they are counted. */
function countFds(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return Deno.statSync(folder).size || [...Deno.readDirSync(folder)].length;
}

/** The process ended, or was replaced by one of another user, while it was read. */
function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied ||
    isNoSuchProcess(error);
}
