import type { Issue } from "../contract/issue.ts";
import { readLock } from "./approvals.ts";
import { loadConfig } from "./config/load.ts";
import type { LoadedConfig } from "./config/load.ts";
import type { Assessment } from "./discovery/assess.ts";
import { discover } from "./discovery/discover.ts";
import { guestCommand, guestFiles } from "./guest_command.ts";
import { layoutOf } from "./layout.ts";
import { prepareState } from "./prepare_state.ts";
import { detectWrappers } from "./sandbox/wrappers.ts";

/** A project as it lies on disk. */
export interface ProjectAssessment {
  readonly loaded: LoadedConfig;
  readonly plugins: readonly Assessment[];
  readonly issues: readonly Issue[];
  readonly lockFile: string;
}

/**
 * Looks at configuration, approvals and plugins as `start` would, without starting anything.
 *
 * @throws {IssuesError} when the configuration is wrong.
 * @throws {CodedError} `plugins_dir_missing`, `state_dir_unusable`.
 */
export async function assessProject(options: {
  configPath?: string;
  env: Readonly<Record<string, string>>;
  cwd: string;
}): Promise<ProjectAssessment> {
  const { env, cwd, configPath } = options;
  const loaded = await loadConfig({
    env,
    cwd,
    ...(configPath === undefined ? {} : { path: configPath }),
  });
  const { config, file } = loaded;
  const layout = layoutOf({ pluginsDir: config.plugins.dir, stateDir: config.state.dir, env });
  await prepareState(layout);
  const wrappers = await detectWrappers({ path: env.PATH ?? "", guestFiles: guestFiles(layout) });
  const { lock, issues } = await readLock(layout.lockFile);
  const ownPort = config.server.port;
  const found = await discover({
    pluginsDir: layout.pluginsDir,
    stagedRoot: layout.stagedRoot,
    config,
    configFile: file,
    lock,
    ownPort,
    commandFor: (plugin) => guestCommand(plugin, { layout, wrappers, ownPort }),
    lastAdmitted: () => undefined,
    // Which there are is known to what runs alone.
    containers: [],
  });
  return {
    loaded,
    plugins: found.plugins,
    issues: [...issues, ...found.issues],
    lockFile: layout.lockFile,
  };
}
