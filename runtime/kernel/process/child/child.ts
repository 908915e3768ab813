import { OOM_SCORE, setOomScore } from "../priority/oom_score.ts";
import { giveUsualNiceness } from "../priority/priority.ts";
import { isNoSuchProcess } from "../limits/process_errors.ts";

/** One child process with all three pipes, in a session and a process group of its own. */
export type Child = Deno.ChildProcess;

/** Options for starting a child. */
export interface SpawnOptions {
  /**
   * Path of `setsid`, which makes it the leader of a session. Where Deno has to do that itself, it copies
   * this whole process first: 7 ms without an answer to anyone, and as much again in page faults later.
   */
  readonly setsid?: string | undefined;
  /** Keep our own standing when processors or memory are short; without it everybody else's. */
  readonly keepsStanding?: boolean;
}

/** Starts a command with exactly this environment, in `/`, as the leader of a session. */
export function spawnChild(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  { setsid, keepsStanding = false }: SpawnOptions = {},
): Child {
  const [program = "", ...args] = setsid === undefined ? command : [setsid, ...command];
  const child = new Deno.Command(program, {
    args,
    clearEnv: true,
    env: { ...env },
    cwd: "/",
    detached: setsid === undefined,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (!keepsStanding) giveUsualStanding(child.pid);
  return child;
}

/** Lets a child share processors like everybody else, and be the first to go when memory is short. */
export function giveUsualStanding(pid: number): void {
  giveUsualNiceness(pid);
  void setOomScore(pid, OOM_SCORE.guest);
}

/** Signals the whole group of a child. One that is gone already is not an error. */
export function signalGroup(child: Child, signal: Deno.Signal): void {
  try {
    Deno.kill(-child.pid, signal);
  } catch (error) {
    if (!isGone(error)) throw error;
    // It leads no group yet, or there is nobody left in it.
    signalAlone(child, signal);
  }
}

function signalAlone(child: Child, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    // Deno never signals a pid that was given back, and says so by a TypeError.
    if (!(error instanceof TypeError) && !isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || isNoSuchProcess(error);
}
