import { mapConcurrently } from "../../async/map_concurrently.ts";
import { CodedError } from "../../contract/errors.ts";
import type { Issue } from "../../contract/issue.ts";
import { lineAt } from "../../yaml/parsed_yaml.ts";
import { assessPlugin } from "./assess.ts";
import type { AssessContext, Assessment } from "./assess.ts";
import { keepWithinTotal } from "./within_total.ts";
import { scanPlugins } from "./scan.ts";

/** Folders that are staged at once: the disk is shared with a scrape's neighbours. */
const AT_ONCE = 4;

/** The plugins folder, besides the rules of an assessment. */
export interface AssessPluginsOptions extends AssessContext {
  readonly pluginsDir: string;
  /** Look at this plugin alone. */
  readonly only?: string;
}

/**
 * Judges every folder of the plugins folder.
 *
 * @throws {CodedError} `plugins_dir_missing`; `plugin_not_found` for an `only` that is not there.
 */
export async function assessPlugins(
  options: AssessPluginsOptions,
): Promise<{ plugins: Assessment[]; issues: Issue[] }> {
  const { pluginsDir, only } = options;
  const { folders, issues } = await scanPlugins(pluginsDir);
  const chosen = folders.filter(({ name }) => only === undefined || name === only);
  if (only !== undefined && chosen.length === 0) {
    throw new CodedError("plugin_not_found", `Cannot find plugin "${only}" in ${pluginsDir}`);
  }
  const assessed = await mapConcurrently(
    chosen,
    AT_ONCE,
    (folder) => assessPlugin(folder, options),
  );
  const isRunning = (name: string) => options.lastAdmitted(name) !== undefined;
  const plugins = keepWithinTotal(assessed, options.config.policy, isRunning);
  const found = new Set(folders.map(({ name }) => name));
  return {
    plugins,
    issues: [
      ...issues,
      ...missingFolders(options, found),
      ...plugins.flatMap((plugin) => plugin.issues),
    ],
  };
}

/** Settings for a plugin that is not there are most likely a typing error. */
function missingFolders(
  { config, configSource, pluginsDir }: AssessPluginsOptions,
  found: ReadonlySet<string>,
): Issue[] {
  return Object.keys(config.plugins).filter((key) => key !== "dir" && !found.has(key))
    .map((key) => {
      const line = lineAt(configSource.lines, ["plugins", key]);
      return {
        code: "plugin_not_found",
        file: configSource.file,
        path: `plugins.${key}`,
        rule: `names a plugin that has no folder in ${pluginsDir}`,
        fix: "Correct its name, or remove the key",
        ...(line === undefined ? {} : { line }),
      };
    });
}
