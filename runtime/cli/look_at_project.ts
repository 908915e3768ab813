import type { CodedError } from "../contract/errors.ts";
import type { Issue } from "../contract/issue.ts";
import { loadConfig } from "../kernel/config/load.ts";
import type { LoadedConfig, LoadOptions } from "../kernel/config/load.ts";
import { openProject } from "../kernel/open_project.ts";
import type { OpenProject } from "../kernel/open_project.ts";
import { borrowState, isTaken } from "../kernel/take_state.ts";

/**
 * Opens a project to look at it. Where its state folder is another user's, as a service's is for root,
 * the copies that are looked at are made in a temporary one.
 *
 * @param look gets what keeps `start` from using the folder, besides the project.
 * @throws {IssuesError} when the configuration is wrong.
 * @throws {CodedError} `state_dir_unusable`.
 */
export async function lookAtProject<T>(
  options: LoadOptions,
  look: (project: OpenProject, issues: readonly Issue[]) => Promise<T>,
): Promise<T> {
  const loaded = await loadConfig(options);
  const lookAt = async (project: OpenProject, issues: readonly Issue[]) => {
    try {
      return await look(project, issues);
    } finally {
      project.parser.close();
    }
  };
  try {
    return await lookAt(await openProject(loaded, options.env), []);
  } catch (error) {
    if (!isTaken(error)) throw error;
    await using state = await borrowState(loaded);
    return await lookAt(await openProject(state.loaded, options.env), [toIssue(error, loaded)]);
  }
}

function toIssue({ code, message, hint }: CodedError, { config }: LoadedConfig): Issue {
  const fix = hint === undefined ? {} : { fix: hint };
  return { code, file: config.state.dir, path: "state.dir", rule: message, ...fix };
}
