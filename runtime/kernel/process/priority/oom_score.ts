import { isNoSuchProcess } from "../limits/process_errors.ts";

/**
 * The order of the system's OOM killer: a guest first, which comes back, before any engine that it
 * watches (0), and those before us.
 */
export const OOM_SCORE = { ours: -500, guest: 500 } as const;

/**
 * Sets how much the OOM killer prefers a process.
 *
 * @returns false where that is not allowed: anyone may raise the score of their own, few may lower it.
 */
export async function setOomScore(pid: number, score: number): Promise<boolean> {
  try {
    await Deno.writeTextFile(`/proc/${pid}/oom_score_adj`, String(score));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isNoSuchProcess(error)) return true;
    // It may not be lowered, runs as another user by now, or no descriptor is left: the limits hold
    // without it.
    return false;
  }
}

/** Reads how much the OOM killer prefers this process. */
export async function readOwnOomScore(): Promise<number> {
  return Number(await Deno.readTextFile("/proc/self/oom_score_adj"));
}
