/** A project of a test's own, and what its plugins are judged by. */
import { TempProject } from "./temp_project.ts";
import { loadConfig } from "../../runtime/kernel/config/load.ts";
import { EMPTY_LOCK } from "../../runtime/contract/lock.ts";
import type { LabelledContainer } from "../../runtime/contract/container_labels.ts";
import type { Lock } from "../../runtime/contract/lock.ts";
import type { PluginSpec } from "../../runtime/contract/syscall.ts";
import { assessPlugin } from "../../runtime/kernel/catalog/assess.ts";
import type { AssessContext, Assessment } from "../../runtime/kernel/catalog/assess.ts";

/** The rules that a test sets. */
export interface Rules {
  /** The text of config.yaml. */
  readonly config?: string;
  readonly lock?: Lock;
  readonly last?: PluginSpec;
  readonly containers?: readonly LabelledContainer[];
}

/** Runs a test with a project, and removes it. */
export async function withProject(test: (project: TempProject) => Promise<void>): Promise<void> {
  const project = await TempProject.create();
  try {
    await test(project);
  } finally {
    // Staged copies are read-only, for their owner, too.
    await new Deno.Command("chmod", { args: ["-R", "u+w", project.dir] }).output();
    await project.remove();
  }
}

/** Makes the context in which the plugins of a project are assessed. */
export async function makeContext(project: TempProject, rules: Rules = {}): Promise<AssessContext> {
  await project.writeConfig(rules.config ?? "");
  const { config, source } = await loadConfig({ env: {}, cwd: project.dir });
  return {
    config,
    configSource: source,
    lock: rules.lock ?? EMPTY_LOCK,
    stagedRoot: `${project.dir}/staged`,
    ownPort: 8090,
    commandFor: ({ name, grant }) => ["deno", name, ...grant.net],
    lastAdmitted: () => rules.last,
    containers: {
      find: () => rules.containers ?? [],
      urls: () =>
        (rules.containers ?? []).flatMap(({ url, metricsUrl }) => [url, metricsUrl ?? []].flat()),
    },
  };
}

/** Judges one plugin of a project. */
export async function assess(
  project: TempProject,
  name: string,
  rules: Rules = {},
): Promise<Assessment> {
  const folder = { name, dir: `${project.pluginsDir}/${name}` };
  return await assessPlugin(folder, await makeContext(project, rules));
}

/** The spec of a plugin that may run. */
export function specOfCandidate({ candidate }: Assessment): PluginSpec {
  if (!candidate.spec) throw new Error(`No spec: ${JSON.stringify(candidate)}`);
  return candidate.spec;
}
