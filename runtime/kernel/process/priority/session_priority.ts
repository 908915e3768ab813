import { readSession } from "../limits/usage.ts";

/** Linux takes one such change in a tenth of a second from all who are not root; others wait. */
const RETRY_MS = 150;
const TRIES = 400;

/**
 * Sets the niceness of the whole session that a process leads. With autogroups (Linux's default) niceness
 * counts only between the processes of one session, and each session gets as much of the CPU as any
 * other: a guest's own niceness alone would mean nothing to the host.
 *
 * @returns false where that is not allowed, or this machine has no autogroups.
 */
export async function setSessionNiceness(pid: number, niceness: number): Promise<boolean> {
  // In another's session it would change what is not its own.
  if (readSession(pid) !== pid) return false;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    try {
      await Deno.writeTextFile(`/proc/${pid}/autogroup`, String(niceness));
      return true;
    } catch (error) {
      // It has gone, may not be raised, or no descriptor is left.
      if (!(error instanceof Deno.errors.WouldBlock)) return false;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
  return false;
}

/**
 * Returns whether a process shares the CPU by its session. One whose line of ancestors never began a session
 * (what the first process of a machine starts) belongs to none: its niceness counts by itself.
 */
export async function isGroupedBySession(pid: number): Promise<boolean> {
  if (!await hasAutogroups()) return false;
  try {
    return (await Deno.readTextFile(`/proc/${pid}/autogroup`)).trim() !== "";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Returns whether this machine schedules by session. */
export async function hasAutogroups(): Promise<boolean> {
  try {
    return (await Deno.readTextFile("/proc/sys/kernel/sched_autogroup_enabled")).trim() === "1";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
