import { foreignWriter } from "./who_may_write.ts";
import type { Trust } from "./who_may_write.ts";

/**
 * Lists the files below a folder, sorted, relative to it.
 *
 * @throws {Error} where something is neither a file nor a folder, or another user can write it.
 */
export async function listOwnTree(dir: string, trust: Trust): Promise<string[]> {
  const files: string[] = [];
  const open = [""];
  for (const prefix of open) {
    await requireOwnEntry(prefix === "" ? dir : `${dir}/${prefix.slice(0, -1)}`, trust);
    const entries = await Array.fromAsync(Deno.readDir(`${dir}/${prefix}`));
    for (const { name, isDirectory } of entries) {
      if (isDirectory) open.push(`${prefix}${name}/`);
      else files.push(`${prefix}${name}`);
    }
  }
  await Promise.all(files.map((file) => requireOwnEntry(`${dir}/${file}`, trust)));
  return files.sort();
}

async function requireOwnEntry(path: string, trust: Trust): Promise<void> {
  const info = await Deno.lstat(path);
  if (!info.isFile && !info.isDirectory) throw new Error(`${path} is no file and no folder`);
  const writer = foreignWriter(info, trust);
  if (writer !== undefined) throw new Error(`${path} can be written by ${writer}`);
}
