import { EXIT } from "../../runtime/cli/exit_codes.ts";
import type { ExitCode } from "../../runtime/cli/exit_codes.ts";
import { projectDir } from "../../runtime/cli/project_dir.ts";
import { findCommand } from "../../runtime/kernel/process/child/find_command.ts";

/** As the task sets it. */
const ALLOCATOR = {
  MALLOC_ARENA_MAX: "1",
  MALLOC_MMAP_THRESHOLD_: "65536",
  MALLOC_TOP_PAD_: "65536",
  MALLOC_TRIM_THRESHOLD_: "65536",
};

/** Options of the monitor. */
export interface MonitorOptions {
  readonly configFile: string;
  /** Folder of commands that come first on PATH. */
  readonly bin: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts the ordinary monitor, as `deno task start` runs it. It ends with the mock, however that ends.
 *
 * @returns when it ends, and with which exit code of the mock.
 */
export async function startMonitor(
  { configFile, bin, cwd, env }: MonitorOptions,
  cleanup: AsyncDisposableStack,
): Promise<{ readonly ended: Promise<ExitCode> }> {
  // What the operator set for the real monitor is not meant for this one.
  const own = Object.entries(env).filter(([name]) => !name.startsWith("LLM_MONITOR_"));
  const path = env.PATH ?? "/usr/bin:/bin";
  const ending = await endingWithUs(path);
  const [command = "", ...args] = [
    ...ending,
    Deno.execPath(),
    "run",
    "-A",
    "--quiet",
    "--v8-flags=--max-semi-space-size=2",
    `${projectDir()}/runtime/cli/start.ts`,
    `--config=${configFile}`,
  ];
  const monitor = new Deno.Command(command, {
    args,
    cwd,
    clearEnv: true,
    env: { ...ALLOCATOR, ...Object.fromEntries(own), PATH: `${bin}:${path}` },
    // Ctrl-C goes to all processes of a terminal's group. This one gets it once, from us: a second signal
    // would end it before it has ended its own.
    detached: ending.length > 0,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  cleanup.defer(() => stopMonitor(monitor));
  return { ended: monitor.status.then(({ code }) => code === 0 ? EXIT.ok : EXIT.failure) };
}

/** Words in front of a command that the kernel ends with SIGTERM when we end; none where it cannot. */
async function endingWithUs(path: string): Promise<string[]> {
  const setpriv = await findCommand("setpriv", path);
  if (setpriv === undefined) return [];
  const words = [setpriv, "--pdeathsig", "TERM"];
  // That of BusyBox does not know it.
  const { success } = await new Deno.Command(setpriv, {
    args: [...words.slice(1), setpriv, "--version"],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  return success ? words : [];
}

/** Ends the monitor, which ends all that it has started. */
async function stopMonitor(monitor: Deno.ChildProcess): Promise<void> {
  try {
    monitor.kill("SIGTERM");
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
  }
  await monitor.status;
}
