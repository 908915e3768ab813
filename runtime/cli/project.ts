import { CodedError } from "../contract/errors.ts";
import { nearest } from "../contract/nearest.ts";
import type { LoadOptions } from "../kernel/config/load.ts";
import { assessProject } from "./assess_project.ts";
import type { ParsedArguments } from "./parse_arguments.ts";
import type { VerbContext } from "./verb.ts";

/** Configuration, plugins and lock file, as they lie on disk. */
export type Project = Awaited<ReturnType<typeof assessProject>>;

/** One plugin folder and what came of it. */
export type ProjectPlugin = Project["plugins"][number];

/**
 * Looks at configuration and plugins as `start` would, without starting anything.
 *
 * @throws {IssuesError} for a configuration that cannot be used.
 */
export function readProject(parsed: ParsedArguments, context: VerbContext): Promise<Project> {
  return assessProject(projectOptions(parsed, context));
}

/** Returns where the configuration comes from: `--config`, else the environment and the current folder. */
export function projectOptions(
  parsed: ParsedArguments,
  { env, cwd }: VerbContext,
): LoadOptions {
  const path = parsed.values.get("config");
  return { ...(path === undefined ? {} : { path }), env: { ...env }, cwd };
}

/**
 * Finds a plugin by the name of its folder.
 *
 * @throws {CodedError} `plugin_not_found`, with the nearest name.
 */
export function findPlugin(project: Project, name: string): ProjectPlugin {
  const found = project.plugins.find(({ folder }) => folder.name === name);
  if (found) return found;
  const names = project.plugins.map(({ folder }) => folder.name);
  const guess = nearest(name, names);
  throw new CodedError("plugin_not_found", `Cannot find plugin "${name}": it has no folder`, {
    hint: guess
      ? `Did you mean ${guess}?`
      : names.length === 0
      ? "There are no plugins; create one with deno task plugin new NAME"
      : `There are: ${names.join(", ")}`,
  });
}

/** The newest digest of a plugin, whether it runs or waits; undefined when it was rejected. */
export function newestDigest({ candidate }: ProjectPlugin): string | undefined {
  return candidate.pending?.digest ?? (candidate.rejected ? undefined : candidate.spec?.digest);
}

/** Describes what `start` would do with a plugin, in a word and a sentence. */
export function outlook({ candidate }: ProjectPlugin): { state: string; detail: string } {
  if (candidate.disabled) return { state: "disabled", detail: "disabled in config.yaml" };
  if (candidate.rejected) return { state: "rejected", detail: candidate.rejected.message };
  if (candidate.pending) return { state: "pending", detail: candidate.pending.message };
  return { state: "ready", detail: candidate.spec?.denied.join("; ") ?? "" };
}
