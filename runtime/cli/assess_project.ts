import { NO_CONTAINERS } from "../contract/container_labels.ts";
import type { Issue } from "../contract/issue.ts";
import type { Assessment } from "../kernel/catalog/assess.ts";
import { assessCurrent } from "../kernel/catalog/assess_current.ts";
import type { LoadedConfig, LoadOptions } from "../kernel/config/load.ts";
import { openParser } from "../kernel/manifests/open_parser.ts";
import type { OpenProject } from "../kernel/open_project.ts";
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
  { loaded, env, layout, wrappers }: OpenProject,
): Promise<ProjectAssessment> {
  const { config, source } = loaded;
  const parser = openParser(layout, wrappers);
  try {
    const { plugins, issues } = await assessCurrent({
      layout,
      wrappers,
      parseManifest: (text) => parser.parse(text),
      config: () => config,
      configSource: () => source,
      env,
    }, {
      ownPort: config.server.port,
      lastAdmitted: () => undefined,
      // Which there are is known to what runs alone.
      containers: NO_CONTAINERS,
    });
    return { loaded, plugins, issues, lockFile: layout.lockFile };
  } finally {
    parser.close();
  }
}
