import { errorText } from "../../contract/errors.ts";
import { listOwnTree } from "../disk/own_tree.ts";
import { readTrust } from "../disk/who_may_write.ts";
import { computeDigest } from "./digest.ts";
import { openFolders, removeCopy } from "./stage.ts";

/** One staged copy, and how its JavaScript is made. */
export interface TranspileOptions {
  /** The target: `<root>/<plugin>/<name of the copy>/`. */
  readonly target: string;
  /** The folders whose JavaScript is kept: the plugin may import what it likes, and gets no more. */
  readonly folders: readonly string[];
  /** Fills a `DENO_DIR`, and answers whether it succeeded. */
  readonly run: (denoDir: string) => Promise<boolean>;
  /** Called when what was made before is not what it was; it is made anew. */
  readonly onChanged: (why: string) => void;
}

/** The folders of a `DENO_DIR` in which Deno would keep more than the JavaScript of what is there. */
const PLACES = ["", "/gen", "/gen/file"];
/** Holds the SHA-256 of all other files of a `DENO_DIR`, as it was made. */
const DIGEST_FILE = "digest";

/**
 * Makes a `DENO_DIR` that holds the JavaScript of a guest. Without it Deno makes it at each
 * start, and spends 150 ms on trying to keep what it made in a folder that it may not write.
 *
 * @returns whether it is there now; where it is not, the guest starts slower and says itself what is
 * wrong with its modules.
 */
export async function transpile(options: TranspileOptions): Promise<boolean> {
  const { target, folders, run, onChanged } = options;
  if (await isFolder(target)) {
    const why = await findChange(target);
    if (why === undefined) return true;
    onChanged(why);
    await removeCopy(target);
  }
  const parent = target.slice(0, target.lastIndexOf("/"));
  const work = `${parent}/.${crypto.randomUUID()}`;
  const finished = `${parent}/.${crypto.randomUUID()}`;
  try {
    await Deno.mkdir(parent, { recursive: true, mode: 0o755 });
    // Nobody else gets in while Deno writes there, whatever the umask is.
    await Deno.mkdir(work, { mode: 0o700 });
    await Deno.mkdir(`${work}/gen`);
    if (!await run(work)) return false;
    for (const folder of folders) await moveGenerated(folder, { from: work, to: finished });
    await closeFiles(finished);
    await openFolders(finished);
    const digest = await digestOfTree(finished);
    await Deno.writeTextFile(`${finished}/${DIGEST_FILE}`, digest, {
      createNew: true,
      mode: 0o444,
    });
    await Deno.rename(finished, target);
    return true;
  } catch {
    // A full disk, or another instance that was first: what counts is whether it is there.
    return await isFolder(target);
  } finally {
    await removeCopy(work);
    await removeCopy(finished);
  }
}

/** Says what is wrong with a finished `DENO_DIR`; undefined where it is as it was made. */
async function findChange(denoDir: string): Promise<string | undefined> {
  try {
    const wanted = await Deno.readTextFile(`${denoDir}/${DIGEST_FILE}`);
    return await digestOfTree(denoDir) === wanted ? undefined : "its files were changed";
  } catch (error) {
    return errorText(error);
  }
}

/** All of it counts: Deno would also believe a cache of code that someone put beside the JavaScript. */
async function digestOfTree(denoDir: string): Promise<string> {
  const paths = listOwnTree(denoDir, await readTrust()).filter((path) => path !== DIGEST_FILE);
  return await computeDigest(
    paths.map((path) => ({ path, bytes: Deno.readFileSync(`${denoDir}/${path}`) })),
  );
}

/**
 * Closes a `DENO_DIR` before a guest uses it: what Deno keeps there for one that asks, storage and caches
 * without any permission, would fill the disk and be a channel. Open again, it can be removed.
 */
export async function setOpen(denoDir: string, isOpen: boolean): Promise<void> {
  for (const place of PLACES) await Deno.chmod(`${denoDir}${place}`, isOpen ? 0o755 : 0o555);
}

/** Returns what changes the JavaScript of the same copy: Deno, and our own modules that a guest runs. */
export async function describeFiles(dirs: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const dir of dirs) {
    for await (const { name, isFile } of Deno.readDir(dir)) {
      if (!isFile || !name.endsWith(".ts") || name.endsWith("_test.ts")) continue;
      const { size, mtime } = await Deno.stat(`${dir}/${name}`);
      lines.push(`${dir}/${name} ${size} ${mtime?.getTime() ?? 0}`);
    }
  }
  return lines.toSorted().join("\n");
}

/** Deno keeps what it makes of `/a/b.ts` in `<DENO_DIR>/gen/file/a/b.ts.js`. */
async function moveGenerated(
  folder: string,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const place = `gen/file${folder}`;
  if (!await isFolder(`${from}/${place}`)) return;
  await Deno.mkdir(`${to}/${place.slice(0, place.lastIndexOf("/"))}`, { recursive: true });
  await Deno.rename(`${from}/${place}`, `${to}/${place}`);
}

/**
 * Makes what is below a folder read-only.
 *
 * @throws {Error} when a file is there in part: on a full disk Deno keeps quiet about it.
 */
async function closeFiles(dir: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    if (isDirectory) await closeFiles(`${dir}/${name}`);
    else if (name.endsWith(".tmp")) throw new Error(`${dir}/${name} was not written completely`);
    else await Deno.chmod(`${dir}/${name}`, 0o444);
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.lstat(path)).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
