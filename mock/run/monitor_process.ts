import { projectDir } from "../../runtime/cli/project_dir.ts";

/** What the monitor is started with. */
export interface MonitorOptions {
  readonly configFile: string;
  /** Folder of commands that come first on PATH. */
  readonly bin: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The ordinary monitor, as `deno task start` runs it. */
export function startMonitor({ configFile, bin, cwd, env }: MonitorOptions): Deno.ChildProcess {
  // What the operator set for the real monitor is not meant for this one.
  const own = Object.entries(env).filter(([name]) => !name.startsWith("LLM_MONITOR_"));
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--quiet",
      "--v8-flags=--optimize-for-size",
      `${projectDir()}/runtime/cli/start.ts`,
      `--config=${configFile}`,
    ],
    cwd,
    clearEnv: true,
    env: { ...Object.fromEntries(own), PATH: `${bin}:${env.PATH ?? "/usr/bin:/bin"}` },
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
}
