import { NO_CONTAINERS } from "../contract/container_labels.ts";
import type { Issue } from "../contract/issue.ts";
import { readLock } from "../kernel/catalog/approvals.ts";
import type { Assessment } from "../kernel/catalog/assess.ts";
import { assessPlugins } from "../kernel/catalog/assess_plugins.ts";
import type { LoadedConfig, LoadOptions } from "../kernel/config/load.ts";
import type { OpenProject } from "../kernel/open_project.ts";
import { guestCommand } from "../kernel/process/guest/guest_command.ts";
import { inspectProject } from "./inspect_project.ts";

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
export function assessProject(options: LoadOptions): Promise<ProjectAssessment> {
  return inspectProject(options, assess);
}

async function assess(
  { loaded, env, layout, wrappers, parser }: OpenProject,
): Promise<ProjectAssessment> {
  const { config, source } = loaded;
  const { lock, issues } = await readLock(layout.lockFile);
  const ownPort = config.server.port;
  const found = await assessPlugins({
    pluginsDir: layout.pluginsDir,
    stagedRoot: layout.stagedRoot,
    parseManifest: (text) => parser.parse(text),
    config,
    configSource: source,
    lock,
    ownPort,
    engine: config.services.docker.host ?? env.DOCKER_HOST,
    commandFor: (plugin) => guestCommand(plugin, { layout, wrappers, ownPort }),
    lastAdmitted: () => undefined,
    // Which there are is known to what runs alone.
    containers: NO_CONTAINERS,
  });
  return {
    loaded,
    plugins: found.plugins,
    issues: [...issues, ...found.issues],
    lockFile: layout.lockFile,
  };
}
