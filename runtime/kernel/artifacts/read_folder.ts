import { constants, open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import type { ErrorCode } from "../../contract/codes.ts";
import { CodedError, refusalText } from "../../contract/errors.ts";
import { LIMITS } from "../../contract/limits.ts";
import { formatSize } from "../../contract/size.ts";
import { concatenate } from "../../wire/concatenate.ts";

/** One file of a plugin, as it was read. */
export interface PluginFile {
  /** Relative to the plugin's folder, with slashes. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** No link at the end is followed, and a pipe does not block. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const PART_BYTES = 64 * 1024;

/** A package.json can say that every module below it is one. */
const COMMON_JS = /\.c[jt]s$|^package\.json$/i;
/** Tests, test data and texts are no part of what runs: editing them restarts nothing. */
const LEFT_OUT = /^\.|~$|^testdata$|_test\.ts$|\.md$/;

/**
 * Reads everything of a plugin's folder that is staged, sorted by path.
 *
 * @throws {CodedError} `plugin_file_kind`, `plugin_too_many_files`, `plugin_too_large`,
 * `plugin_unreadable`.
 */
export async function readFolder(dir: string): Promise<PluginFile[]> {
  const files: PluginFile[] = [];
  let total = 0;
  const root = await findRoot(dir);
  for (const path of await listFiles(dir)) {
    const bytes = await readWhole({ dir, root, path }, LIMITS.pluginBytes - total);
    total += bytes.length;
    files.push({ path, bytes });
  }
  return files.sort((a, b) => a.path < b.path ? -1 : 1);
}

/** A plugin's folder: where it really is, and whose. */
type Root = { readonly path: string; readonly uid: number | null };

/** Returns where the folder really is; it may lie below a link, but be none. */
async function findRoot(dir: string): Promise<Root> {
  try {
    const { isDirectory, uid } = await Deno.lstat(dir);
    if (isDirectory) return { path: await Deno.realPath(dir), uid };
  } catch (cause) {
    throw refuse("plugin_unreadable", dir, refusalText(cause));
  }
  throw refuse("plugin_file_kind", dir, "it is not a folder; links are not followed");
}

/** The files below a folder. Folders count, too: a tree of empty ones has no end otherwise. */
async function listFiles(dir: string): Promise<string[]> {
  const files: string[] = [];
  const prefixes = [""];
  let count = 0;
  for (const prefix of prefixes) {
    for await (const { name, isDirectory, isFile } of listEntries(`${dir}/${prefix}`)) {
      if (LEFT_OUT.test(name)) continue;
      if (++count > LIMITS.pluginFiles) throw tooMany(dir);
      const path = `${prefix}${name}`;
      if (isDirectory) prefixes.push(`${path}/`);
      else if (COMMON_JS.test(name)) throw commonJs(dir, path);
      else if (isFile) files.push(path);
      else throw wrongKind(dir, path);
    }
  }
  return files;
}

async function* listEntries(dir: string): AsyncGenerator<Deno.DirEntry> {
  try {
    yield* Deno.readDir(dir);
  } catch (cause) {
    throw refuse("plugin_unreadable", dir, refusalText(cause));
  }
}

/**
 * Reads a file that was a regular one a moment ago. What is open is checked, not what is named:
 * meanwhile someone may have put a link in the place of the file, or of a folder above it.
 */
async function readWhole(
  { dir, root, path }: { dir: string; root: Root; path: string },
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = `${root.path}/${path}`;
  try {
    await using handle = await open(file, OPEN_FLAGS);
    const stat = await handle.stat();
    if (!stat.isFile()) throw wrongKind(dir, path);
    // Who links a file that only its owner and we can read would read it through us.
    if (stat.nlink > 1 && stat.uid !== root.uid) {
      throw refuse("plugin_file_kind", dir, `${path} is a hard link to another owner's file`);
    }
    // The kernel's word for what is open; a name looked up again could be another file by now.
    if (await Deno.readLink(`/proc/self/fd/${handle.fd}`) !== file) {
      throw refuse("plugin_unreadable", dir, `${path} changed while being read`);
    }
    return await readUpTo(handle, { dir, maxBytes, size: stat.size });
  } catch (cause) {
    if (cause instanceof CodedError) throw cause;
    if (isLinkError(cause)) throw wrongKind(dir, path);
    throw refuse("plugin_unreadable", `${dir}/${path}`, refusalText(cause));
  }
}

async function readUpTo(
  handle: FileHandle,
  { dir, maxBytes, size }: { dir: string; maxBytes: number; size: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  // One byte more than it has: it may have grown, and its end is only seen by reading on.
  const part = new Uint8Array(Math.min(size + 1, PART_BYTES));
  while (true) {
    const { bytesRead } = await handle.read(part, 0, part.length, null);
    if (bytesRead === 0) return concatenate(parts);
    length += bytesRead;
    if (length > maxBytes) {
      throw refuse("plugin_too_large", dir, `it is larger than ${formatSize(LIMITS.pluginBytes)}`);
    }
    parts.push(part.slice(0, bytesRead));
  }
}

function isLinkError(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ELOOP";
}

function tooMany(dir: string): CodedError {
  const rule = `it has more than ${LIMITS.pluginFiles} files and folders`;
  return refuse("plugin_too_many_files", dir, rule);
}

function commonJs(dir: string, path: string): CodedError {
  const rule =
    `${path} turns modules into CommonJS, whose \`require\` reaches modules that are closed to plugins; ` +
    "write import and export";
  return refuse("plugin_file_kind", dir, rule);
}

function wrongKind(dir: string, path: string): CodedError {
  return refuse(
    "plugin_file_kind",
    dir,
    `${path} is neither a regular file nor a folder; links, pipes and devices are not copied`,
  );
}

function refuse(code: ErrorCode, subject: string, rule: string): CodedError {
  return new CodedError(code, `Cannot use ${subject}: ${rule}`);
}
