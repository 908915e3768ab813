import { parse } from "yaml";
import { manifestSchema } from "../../runtime/contract/manifest.ts";
import type { Manifest } from "../../runtime/contract/manifest.ts";
import { REPO } from "../repo/source_files.ts";
import { filesBelow } from "../support/files_below.ts";

/** One folder of plugins/. */
export interface PluginFolder {
  /** The folder's name: `_template`, or the plugin's. */
  readonly name: string;
  readonly dir: string;
  /** Files below it, relative to it, in the order of their names. */
  readonly files: readonly string[];
}

/** Every folder of plugins/, `_template` included. */
export async function pluginFolders(): Promise<PluginFolder[]> {
  const entries = await Array.fromAsync(Deno.readDir(`${REPO}/plugins`));
  const names = entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
  return await Promise.all(names.map(async (name) => {
    const dir = `${REPO}/plugins/${name}`;
    return { name, dir, files: await filesBelow(dir) };
  }));
}

/** The manifest by the schema alone; throws what zod found. */
export async function readManifest({ dir }: PluginFolder): Promise<Manifest> {
  return manifestSchema.parse(parse(await Deno.readTextFile(`${dir}/plugin.yaml`)));
}
