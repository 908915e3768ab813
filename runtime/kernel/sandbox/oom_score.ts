import { isNoSuchProcess } from "./process_errors.ts";

/** A guest is the first to go when the machine runs out of memory, before any engine that it watches. */
const SCORE = "500";

/** Tells the kernel's OOM killer to prefer a process. Anyone may raise the score of their own. */
export async function preferForOomKiller(pid: number): Promise<void> {
  try {
    await Deno.writeTextFile(`/proc/${pid}/oom_score_adj`, SCORE);
  } catch (error) {
    // It has ended already, or runs as another user by now: the limits hold without it.
    if (!isExpected(error)) throw error;
  }
}

function isExpected(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied ||
    isNoSuchProcess(error);
}
