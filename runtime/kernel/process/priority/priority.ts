import { getPriority, setPriority } from "node:os";

/** Niceness: the lower, the more of the processor. */
export const NICENESS = { raised: -5, usual: 0, burning: 10 } as const;

/**
 * Sets the niceness of a process with all its threads; those that it starts later take it over.
 *
 * @returns false where that is not allowed: only root makes a process less nice.
 */
export function setNiceness(pid: number, niceness: number): boolean {
  try {
    for (const thread of listThreads(pid)) setPriority(thread, niceness);
    return true;
  } catch (error) {
    // Refused, or no descriptor is left to list its threads.
    return isGone(error);
  }
}

/** Gives a child the priority of everybody else: it begins with ours, which may be raised. */
export function giveUsualNiceness(pid: number): void {
  if (getPriority() < NICENESS.usual) setNiceness(pid, NICENESS.usual);
}

/** Linux counts niceness by thread. */
function listThreads(pid: number): number[] {
  return [...Deno.readDirSync(`/proc/${pid}/task`)].map(({ name }) => Number(name));
}

function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || readSystemCode(error) === "ESRCH";
}

/** node:os keeps the system's code one level down. */
function readSystemCode(error: unknown): string {
  const info = error instanceof Error && "info" in error ? error.info : undefined;
  return typeof info === "object" && info !== null && "code" in info ? String(info.code) : "";
}
