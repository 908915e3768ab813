import type { Issue } from "../contract/issue.ts";
import type { IsolationLayer } from "../contract/syscall.ts";
import type { LoadOptions } from "../kernel/config/load.ts";
import type { OpenProject } from "../kernel/open_project.ts";
import { remarkExposed } from "../kernel/remark_exposed.ts";
import { describeLayers } from "../kernel/process/isolation/wrappers.ts";
import { describeStanding, takeStanding } from "../kernel/process/priority/standing.ts";
import { inspectProject } from "./inspect_project.ts";

/** A report on what this machine offers. */
export interface MachineReport {
  readonly denoVersion: string;
  readonly denoPath: string;
  readonly denoDir: string;
  readonly isRoot: boolean;
  readonly isolation: readonly IsolationLayer[];
  /** Files that others can write, and what keeps `start` from using the state folder. */
  readonly warnings: readonly Issue[];
}

/**
 * Looks at the machine as `start` would.
 *
 * @throws {IssuesError} when the configuration is wrong.
 * @throws {CodedError} `state_dir_unusable`.
 */
export function inspectMachine(options: LoadOptions): Promise<MachineReport> {
  return inspectProject(options, describeMachine);
}

async function describeMachine(
  { loaded, layout, wrappers, env }: OpenProject,
  issues: readonly Issue[],
): Promise<MachineReport> {
  const { denoPath, denoDir } = layout;
  return {
    denoVersion: Deno.version.deno,
    denoPath,
    denoDir,
    isRoot: wrappers.isRoot,
    isolation: [...describeStanding(await takeStanding()), ...describeLayers(wrappers)],
    warnings: [
      ...issues,
      ...await remarkExposed({
        layout,
        config: loaded.config,
        configFile: loaded.file,
        path: env.PATH ?? "",
      }),
    ],
  };
}
