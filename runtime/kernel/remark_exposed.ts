import type { Config } from "../contract/config.ts";
import type { Issue } from "../contract/issue.ts";
import type { Layout } from "./config/layout.ts";
import { findExposed } from "./disk/find_exposed.ts";

/** The files that a project rests on besides its state folder. */
export interface ExposureOptions {
  readonly layout: Layout;
  readonly config: Config;
  readonly configFile: string | undefined;
  /** The folders of commands. */
  readonly path: string;
}

/**
 * Finds what others can write of all that decides what we do: configuration, approvals, plugins, files
 * that the configuration names, folders of commands. The lock file is refused by who reads it.
 */
export async function remarkExposed(
  { layout, config, configFile, path }: ExposureOptions,
): Promise<Issue[]> {
  const { pluginsDir, lockFile } = layout;
  return await findExposed([
    ...(configFile === undefined ? [] : [configFile, findFolder(configFile)]),
    findFolder(lockFile),
    pluginsDir,
    ...await foldersIn(pluginsDir),
    ...filesNamedIn(config),
    ...path.split(":").filter((folder) => folder.startsWith("/")),
  ]);
}

/** Values of all keys that end with `File`, at any depth: keys, tokens, certificates. */
export function filesNamedIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === "string" && key.endsWith("File") ? [inner] : filesNamedIn(inner)
  );
}

function findFolder(file: string): string {
  return file.slice(0, file.lastIndexOf("/")) || "/";
}

/** A plugins folder that is missing is an error elsewhere. */
async function foldersIn(dir: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(dir)).catch(() => []);
  return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => `${dir}/${name}`);
}
