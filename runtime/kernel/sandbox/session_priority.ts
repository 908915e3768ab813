import { isNoSuchProcess } from "./process_errors.ts";
import { readSession } from "./usage.ts";

const LEADING_STEP_MS = 5;
const LEADING_TRIES = 2_000;
/** Linux takes one such change in a tenth of a second from all who are not root; others wait. */
const RETRY_MS = 150;
const TRIES = 400;

/**
 * Lowers the whole session that a process leads. With autogroups (Linux's default) niceness counts only
 * between the processes of one session, and each session gets as much of the CPU as any other: a
 * guest's `nice` alone would mean nothing to the host.
 */
export async function lowerSession(pid: number, niceness: number): Promise<void> {
  // Before that it is in our own session, which would be lowered instead.
  if (!await isLeading(pid)) return;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    try {
      return await Deno.writeTextFile(`/proc/${pid}/autogroup`, String(niceness));
    } catch (error) {
      // No such file: it has ended already, or this machine has no autogroups and needs nothing.
      if (error instanceof Deno.errors.NotFound || isNoSuchProcess(error)) return;
      if (!isTooEarly(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** Whether a process leads a session, as soon as it does; false when it has gone before. */
async function isLeading(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < LEADING_TRIES; attempt++) {
    const session = await readSession(pid);
    if (session === pid) return true;
    if (session === undefined) return false;
    await new Promise((resolve) => setTimeout(resolve, LEADING_STEP_MS));
  }
  return false;
}

/** Another change was made just now, or the process is still between two of its wrappers. */
function isTooEarly(error: unknown): boolean {
  return error instanceof Deno.errors.WouldBlock || error instanceof Deno.errors.PermissionDenied;
}
