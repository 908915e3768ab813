import type { CodedError } from "../contract/errors.ts";
import type { Issue } from "../contract/issue.ts";
import { loadConfig } from "../kernel/config/load.ts";
import type { LoadedConfig, LoadOptions } from "../kernel/config/load.ts";
import { openProject } from "../kernel/open_project.ts";
import type { OpenProject } from "../kernel/open_project.ts";
import { borrowState, isTaken } from "../kernel/take_state.ts";

/**
 * Opens a project for an inspection. Where its state folder is another user's, as a
 * service's is for root, plugins are copied to a temporary one.
 *
 * @param inspect gets the project, and what keeps `start` from using the state folder.
 * @throws {IssuesError} when the configuration is wrong.
 * @throws {CodedError} `state_dir_unusable`.
 */
export async function inspectProject<T>(
  options: LoadOptions,
  inspect: (project: OpenProject, issues: readonly Issue[]) => Promise<T>,
): Promise<T> {
  const loaded = await loadConfig(options);
  try {
    return await inspect(await openProject(loaded, options.env), []);
  } catch (error) {
    if (!isTaken(error)) throw error;
    await using state = await borrowState(loaded);
    return await inspect(await openProject(state.loaded, options.env), [toIssue(error, loaded)]);
  }
}

function toIssue({ code, message, hint }: CodedError, { config }: LoadedConfig): Issue {
  const fix = hint === undefined ? {} : { fix: hint };
  return { code, file: config.state.dir, path: "state.dir", rule: message, ...fix };
}
