import { isNoSuchProcess } from "./process_errors.ts";

/** One child process with all three pipes, in a process group of its own. */
export type Child = Deno.ChildProcess;

/** Starts a command with exactly this environment, in `/`, as the leader of its own group. */
export function spawnChild(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Child {
  const [program = "", ...args] = command;
  return new Deno.Command(program, {
    args,
    clearEnv: true,
    env: { ...env },
    cwd: "/",
    detached: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Signals the whole group of a child. One that is gone already is not an error. */
export function signalGroup(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound) && !isNoSuchProcess(error)) throw error;
  }
}
