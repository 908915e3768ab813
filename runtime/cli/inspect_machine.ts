import type { IsolationLayer } from "../contract/syscall.ts";
import { loadConfig } from "../kernel/config/load.ts";
import type { LoadOptions } from "../kernel/config/load.ts";
import { openProject } from "../kernel/open_project.ts";
import { describeLayers } from "../kernel/process/isolation/wrappers.ts";
import { describeStanding, takeStanding } from "../kernel/process/priority/standing.ts";

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
export async function inspectMachine(options: LoadOptions): Promise<MachineReport> {
  const project = await openProject(await loadConfig(options), options.env);
  const { layout: { denoPath, denoDir }, wrappers } = project;
  return {
    denoVersion: Deno.version.deno,
    denoPath,
    denoDir,
    isRoot: wrappers.isRoot,
    isolation: [...describeStanding(await takeStanding()), ...describeLayers(wrappers)],
  };
}
