import { foreignWriter } from "./who_may_write.ts";
import type { Trust } from "./who_may_write.ts";

/**
 * Lists the files below a folder, sorted, relative to it. In one go: the start of a guest waits for
 * it, and a turn of the event loop for each file takes longer than the files.
 *
 * @throws {Error} where something is neither a file nor a folder, or another user can write it.
 */
export function listOwnTree(dir: string, trust: Trust): string[] {
  const files: string[] = [];
  const open = [""];
  for (const prefix of open) {
    requireOwnEntry(prefix === "" ? dir : `${dir}/${prefix.slice(0, -1)}`, trust);
    for (const { name, isDirectory } of Deno.readDirSync(`${dir}/${prefix}`)) {
      if (isDirectory) open.push(`${prefix}${name}/`);
      else files.push(`${prefix}${name}`);
    }
  }
  for (const file of files) requireOwnEntry(`${dir}/${file}`, trust);
  return files.sort();
}

function requireOwnEntry(path: string, trust: Trust): void {
  const info = Deno.lstatSync(path);
  if (!info.isFile && !info.isDirectory) throw new Error(`${path} is neither a file nor a folder`);
  const writer = foreignWriter(info, trust);
  if (writer !== undefined) throw new Error(`${path} can be written by ${writer}`);
}
