import type { IsolationLayer } from "../contract/syscall.ts";
import { loadConfig } from "./config/load.ts";
import { guestFiles } from "./guest_command.ts";
import { layoutOf } from "./layout.ts";
import { prepareState } from "./prepare_state.ts";
import { describeStanding, takeStanding } from "./sandbox/standing.ts";
import { describeLayers, detectWrappers } from "./sandbox/wrappers.ts";

/** What a machine has for us. */
export interface MachineReport {
  readonly denoVersion: string;
  readonly denoPath: string;
  readonly denoDir: string;
  readonly isRoot: boolean;
  readonly isolation: readonly IsolationLayer[];
}

/**
 * Looks at the machine as `start` would.
 *
 * @throws {IssuesError} when the configuration is wrong.
 * @throws {CodedError} `state_dir_unusable`.
 */
export async function inspectMachine(options: {
  configPath?: string;
  env: Readonly<Record<string, string>>;
  cwd: string;
}): Promise<MachineReport> {
  const { env, cwd, configPath } = options;
  const { config } = await loadConfig({
    env,
    cwd,
    ...(configPath === undefined ? {} : { path: configPath }),
  });
  const layout = layoutOf({ pluginsDir: config.plugins.dir, stateDir: config.state.dir, env });
  await prepareState(layout);
  const [standing, wrappers] = await Promise.all([
    takeStanding(),
    detectWrappers({ path: env.PATH ?? "", guestFiles: guestFiles(layout) }),
  ]);
  return {
    denoVersion: Deno.version.deno,
    denoPath: layout.denoPath,
    denoDir: layout.denoDir,
    isRoot: wrappers.isRoot,
    isolation: [...describeStanding(standing), ...describeLayers(wrappers)],
  };
}
