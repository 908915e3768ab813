import { errorText } from "../../contract/errors.ts";

/**
 * Returns a text that differs when a file changed, or anything below a folder: what a watch would have
 * told. Never rejects: what cannot be looked at is marked by why.
 */
export async function changeMark(path: string): Promise<string> {
  try {
    const { isDirectory, ino, size, mtime, mode } = await Deno.lstat(path);
    const own = [path, ino, size, mtime?.getTime(), mode].join(" ");
    if (!isDirectory) return own;
    const names = (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name).sort();
    const marks: string[] = [];
    // One after another: it is no matter of haste, and others wait for the disk as well.
    for (const name of names) marks.push(await changeMark(`${path}/${name}`));
    return [own, ...marks].join("\n");
  } catch (error) {
    return `${path} ${errorText(error)}`;
  }
}
