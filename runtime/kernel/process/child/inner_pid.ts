import { isNoSuchProcess } from "../limits/process_errors.ts";
import { giveUsualStanding, signalGroup } from "./child.ts";
import type { Child } from "./child.ts";

/** bwrap takes 5 ms to this point; waiting for a processor, or for a disk that is gone, much longer. */
const TIMEOUT_MS = 30_000;
const FIRST_WAIT_MS = 1;
const LONGEST_WAIT_MS = 50;

/**
 * Waits until `bwrap` has its child, which becomes the guest: what is measured and ranked is that one.
 * The process that we started stays in front of it and answers for its end.
 *
 * @returns the child's pid, or that of the process itself when it ends before.
 * @throws {Error} when there is none in time; then it has been ended.
 */
export async function waitForInnerPid(
  child: Child,
  { timeoutMs = TIMEOUT_MS }: { timeoutMs?: number } = {},
): Promise<number> {
  let isGone = false;
  void child.status.then(() => isGone = true);
  const startMs = performance.now();
  for (let waitMs = FIRST_WAIT_MS; !isGone; waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS)) {
    const inner = await readOnlyChild(child.pid);
    if (inner !== undefined) {
      // It was started with ours, when `bwrap` was faster than what lowered it.
      giveUsualStanding(inner);
      return inner;
    }
    if (performance.now() - startMs > timeoutMs) {
      signalGroup(child, "SIGKILL");
      throw new Error(`bwrap started no process within ${timeoutMs} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
  return child.pid;
}

/** A process that was killed frees its memory first; on a busy machine that takes a while. */
const DYING = { tries: 200, everyMs: 5 } as const;

/** Waits until a process that was killed, and is not our child, is gone; not for ever. */
export async function waitUntilGone(pid: number): Promise<void> {
  for (let attempt = 0; attempt < DYING.tries && await isRunning(pid); attempt++) {
    await new Promise((resolve) => setTimeout(resolve, DYING.everyMs));
  }
}

async function isRunning(pid: number): Promise<boolean> {
  try {
    const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
    // Dead, and not yet asked for by whoever inherited it.
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isNoSuchProcess(error)) return false;
    throw error;
  }
}

/** Reads the pid of the child of a process that has one thread. */
async function readOnlyChild(pid: number): Promise<number | undefined> {
  try {
    const pids = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`);
    return Number(pids.split(" ")[0]) || undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isNoSuchProcess(error)) return undefined;
    throw error;
  }
}
