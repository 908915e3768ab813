import { CodedError } from "../../contract/errors.ts";
import type { Issue } from "../../contract/issue.ts";
import type { PluginFolder } from "../artifacts/stage.ts";

/**
 * Lists the folders that hold plugins. Names that begin with `_` or `.` are none; single files are
 * none either, and a link is not followed.
 *
 * @throws {CodedError} `plugins_dir_missing`.
 */
export async function scanPlugins(
  pluginsDir: string,
): Promise<{ folders: PluginFolder[]; issues: Issue[] }> {
  const folders: PluginFolder[] = [];
  const issues: Issue[] = [];
  try {
    for await (const { name, isDirectory, isSymlink } of Deno.readDir(pluginsDir)) {
      if (/^[_.]/.test(name)) continue;
      if (isDirectory) folders.push({ name, dir: `${pluginsDir}/${name}` });
      else if (isSymlink) issues.push(linkIssue(`${pluginsDir}/${name}`));
    }
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory)) {
      throw cause;
    }
    throw new CodedError(
      "plugins_dir_missing",
      `Cannot read plugins: there is no folder ${pluginsDir}; create it, or set plugins.dir`,
      { cause },
    );
  }
  return { folders: folders.sort((a, b) => a.name < b.name ? -1 : 1), issues };
}

/**
 * Makes sure that there is a plugin to run.
 *
 * @throws {CodedError} `plugins_dir_missing`, `no_plugins`.
 */
export async function requirePlugins(pluginsDir: string): Promise<void> {
  const { folders, issues } = await scanPlugins(pluginsDir);
  if (folders.length > 0 || issues.length > 0) return;
  throw new CodedError(
    "no_plugins",
    `Cannot start: there is no plugin in ${pluginsDir}, so nothing would be collected`,
    { hint: "Copy the project's folder plugins/ there, or set plugins.dir to its path" },
  );
}

function linkIssue(file: string): Issue {
  return {
    code: "plugin_file_kind",
    file,
    path: "",
    rule: "is a symbolic link, which is not followed",
    fix: "Copy the plugin's folder here instead",
  };
}
