import { listOwnTree } from "../disk/own_tree.ts";
import { readTrust } from "../disk/who_may_write.ts";
import { computeDigest } from "./digest.ts";
import { readFolder } from "./read_folder.ts";
import type { PluginFile } from "./read_folder.ts";

/** A copy that was not finished in this time never will be. */
const UNFINISHED_MS = 60 * 60_000;

/** A guest may run as another user, and reads them. */
const FILE_MODE = 0o444;

/** One folder of the plugins folder. */
export interface PluginFolder {
  readonly name: string;
  /** Absolute. */
  readonly dir: string;
}

/** A plugin's copy: read-only, and named by what it holds. */
export interface StagedFolder {
  readonly digest: string;
  readonly dir: string;
}

/**
 * Copies a plugin's folder to `<stagedRoot>/<name>/<digest>/`. The digest is made from the bytes that
 * are written: what is hashed is what runs.
 *
 * @throws {CodedError} what {@linkcode readFolder} throws.
 */
export async function stageFolder(
  { name, dir }: PluginFolder,
  { stagedRoot }: { stagedRoot: string },
): Promise<StagedFolder> {
  const files = await readFolder(dir);
  const digest = await computeDigest(files);
  const target = `${stagedRoot}/${name}/${digest}`;
  if (await verifyStaged(target, digest)) return { digest, dir: target };
  await removeCopy(target);
  const temporary = `${stagedRoot}/${name}/.${crypto.randomUUID()}`;
  try {
    await Deno.mkdir(`${stagedRoot}/${name}`, { recursive: true, mode: 0o755 });
    // Closed until it is finished, and what is inside of it, whatever the umask is.
    await Deno.mkdir(temporary, { mode: 0o700 });
    for (const file of files) await writeCopy(temporary, file);
    // Files alone are read-only, so that `rm -r` works.
    await openFolders(temporary);
  } catch (error) {
    // On a full disk the half that was written would keep the next one out, too.
    await removeCopy(temporary);
    throw error;
  }
  await moveInto(temporary, target);
  return { digest, dir: target };
}

/** Returns whether a staged copy is there and still holds what its name says. */
export async function verifyStaged(dir: string, digest: string): Promise<boolean> {
  try {
    if (!(await Deno.lstat(dir)).isDirectory) return false;
    // Whoever could write there could change it once more after this.
    listOwnTree(dir, await readTrust());
    return await computeDigest(await readFolder(dir)) === digest;
  } catch {
    // Whatever is wrong with the copy, it is not the one that is wanted.
    return false;
  }
}

/** Removes those of a plugin's copies, by their names, that nothing needs any more. */
export async function pruneCopies(
  root: string,
  name: string,
  keep: readonly string[],
): Promise<void> {
  for (const copy of await namesIn(`${root}/${name}`)) {
    const dir = `${root}/${name}/${copy}`;
    const isWanted = copy.startsWith(".") ? await isFresh(dir) : keep.includes(copy);
    if (!isWanted) await removeCopy(dir);
  }
}

async function writeCopy(root: string, { path, bytes }: PluginFile): Promise<void> {
  const slash = path.lastIndexOf("/");
  if (slash !== -1) await Deno.mkdir(`${root}/${path.slice(0, slash)}`, { recursive: true });
  await Deno.writeFile(`${root}/${path}`, bytes, { createNew: true, mode: FILE_MODE });
  await Deno.chmod(`${root}/${path}`, FILE_MODE);
}

/** Opens a folder and those below it, whatever the umask is: a guest may run as another user. */
export async function openFolders(dir: string): Promise<void> {
  await Deno.chmod(dir, 0o755);
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    if (isDirectory) await openFolders(`${dir}/${name}`);
  }
}

/** Another instance may have staged the same copy in the meantime: then that one is used. */
async function moveInto(temporary: string, target: string): Promise<void> {
  try {
    await Deno.rename(temporary, target);
  } catch (error) {
    await removeCopy(temporary);
    const digest = target.slice(target.lastIndexOf("/") + 1);
    if (!await verifyStaged(target, digest)) throw error;
  }
}

/** Removes a folder of copies, also when its folders are read-only. */
export async function removeCopy(dir: string): Promise<void> {
  try {
    await Deno.remove(dir, { recursive: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    const isClosed = error instanceof Deno.errors.PermissionDenied;
    if (!isClosed || !(await Deno.lstat(dir)).isDirectory) throw error;
    await openFolders(dir);
    await Deno.remove(dir, { recursive: true });
  }
}

/** A copy that is being made, perhaps by another process; one that was left behind is old. */
async function isFresh(dir: string): Promise<boolean> {
  try {
    const { mtime } = await Deno.lstat(dir);
    return mtime !== null && Date.now() - mtime.getTime() < UNFINISHED_MS;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return true;
    throw error;
  }
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
