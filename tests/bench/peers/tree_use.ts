import { isNoSuchProcess } from "../../../runtime/kernel/process/limits/process_errors.ts";
import { descendantsOf } from "../../support/processes.ts";

/** Of /proc/<pid>/stat on every Linux. */
const TICK_SECONDS = 0.01;
/** Places in /proc/<pid>/stat, counted from the state. */
const [UTIME, STIME, CHILDREN_UTIME, CHILDREN_STIME] = [11, 12, 13, 14];

/**
 * Reads the CPU time of a process and of everything that it started, in seconds: the threads that live to
 * the nanosecond, and what has ended in steps of 10 ms, as its parent keeps it.
 */
export async function cpuSecondsOfTree(root: number): Promise<number> {
  const all = await Promise.all((await listTree(root)).map(readCpuSeconds));
  return all.reduce((sum, seconds) => sum + seconds, 0);
}

/** Reads the memory of a process and of everything that it started, in bytes; what several map counts once. */
export async function pssOfTree(root: number): Promise<number> {
  const all = await Promise.all((await listTree(root)).map(readPss));
  return all.reduce((sum, bytes) => sum + bytes, 0);
}

/** Parses the first number of a thread's schedstat: how long it ran, in nanoseconds. */
export function parseRanSeconds(schedstat: string): number {
  return Number(schedstat.split(" ")[0]) / 1e9;
}

/** Parses /proc/<pid>/stat: what its own threads took, and what its children took that have ended. */
export function parseStatSeconds(stat: string): { own: number; ended: number } {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
  const sumOf = (...places: number[]) =>
    places.reduce((sum, place) => sum + (fields[place] ?? 0), 0) * TICK_SECONDS;
  return { own: sumOf(UTIME, STIME), ended: sumOf(CHILDREN_UTIME, CHILDREN_STIME) };
}

async function listTree(root: number): Promise<number[]> {
  return [root, ...(await descendantsOf(root)).map(({ pid }) => pid)];
}

async function readCpuSeconds(pid: number): Promise<number> {
  return await unlessGone(async () => {
    const { own, ended } = parseStatSeconds(await Deno.readTextFile(`/proc/${pid}/stat`));
    let ran = 0;
    for await (const { name } of Deno.readDir(`/proc/${pid}/task`)) {
      const path = `/proc/${pid}/task/${name}/schedstat`;
      ran += await unlessGone(async () => parseRanSeconds(await Deno.readTextFile(path)));
    }
    // Threads that ended stand in the process's sum alone.
    return Math.max(ran, own) + ended;
  });
}

async function readPss(pid: number): Promise<number> {
  return await unlessGone(async () => {
    const text = await Deno.readTextFile(`/proc/${pid}/smaps_rollup`);
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1024;
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
