import type { ErrorCode } from "../../contract/codes.ts";
import { CodedError, errorText } from "../../contract/errors.ts";
import { LIMITS } from "../../contract/limits.ts";
import { formatSize } from "../../contract/size.ts";
import { concatenate } from "../../wire/concatenate.ts";

/** One file of a plugin, as it was read. */
export interface PluginFile {
  /** Relative to the plugin's folder, with slashes. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

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
  const root = await rootOf(dir);
  for (const path of await listFiles(dir)) {
    const bytes = await readWhole({ dir, root, path }, LIMITS.pluginBytes - total);
    total += bytes.length;
    files.push({ path, bytes });
  }
  return files.sort((a, b) => a.path < b.path ? -1 : 1);
}

/** Where the folder really is; it may lie below a link, but be none. */
async function rootOf(dir: string): Promise<string> {
  try {
    const { isDirectory } = await Deno.lstat(dir);
    if (isDirectory) return await Deno.realPath(dir);
  } catch (cause) {
    throw refuse("plugin_unreadable", dir, errorText(cause));
  }
  throw refuse("plugin_file_kind", dir, "it is no folder; links are not followed");
}

/** The files below a folder. Folders count, too: a tree of empty ones has no end otherwise. */
async function listFiles(dir: string): Promise<string[]> {
  const files: string[] = [];
  const prefixes = [""];
  let count = 0;
  for (const prefix of prefixes) {
    for await (const { name, isDirectory, isFile } of entriesOf(`${dir}/${prefix}`)) {
      if (LEFT_OUT.test(name)) continue;
      if (++count > LIMITS.pluginFiles) throw tooMany(dir);
      const path = `${prefix}${name}`;
      if (isDirectory) prefixes.push(`${path}/`);
      else if (isFile) files.push(path);
      else throw wrongKind(dir, path);
    }
  }
  return files;
}

async function* entriesOf(dir: string): AsyncGenerator<Deno.DirEntry> {
  try {
    yield* Deno.readDir(dir);
  } catch (cause) {
    throw refuse("plugin_unreadable", dir, errorText(cause));
  }
}

/** Reads a file that was a regular one a moment ago; what is open is checked, not what is named. */
async function readWhole(
  { dir, root, path }: { dir: string; root: string; path: string },
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = `${dir}/${path}`;
  try {
    // A link that was put in its place meanwhile shows here, before it is opened.
    const named = await Deno.lstat(file);
    if (!named.isFile) throw wrongKind(dir, path);
    using handle = await Deno.open(file);
    const opened = await handle.stat();
    const isSame = opened.isFile && opened.ino === named.ino && opened.dev === named.dev;
    // And a link in place of a folder above it shows here.
    if (!isSame || await Deno.realPath(file) !== `${root}/${path}`) throw wrongKind(dir, path);
    return await readUpTo(handle, { dir, maxBytes });
  } catch (cause) {
    if (cause instanceof CodedError) throw cause;
    throw refuse("plugin_unreadable", file, errorText(cause));
  }
}

async function readUpTo(
  handle: Deno.FsFile,
  { dir, maxBytes }: { dir: string; maxBytes: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of handle.readable) {
    length += part.length;
    if (length > maxBytes) {
      throw refuse("plugin_too_large", dir, `it is larger than ${formatSize(LIMITS.pluginBytes)}`);
    }
    parts.push(part);
  }
  return concatenate(parts);
}

function tooMany(dir: string): CodedError {
  const rule = `it has more than ${LIMITS.pluginFiles} files and folders`;
  return refuse("plugin_too_many_files", dir, rule);
}

function wrongKind(dir: string, path: string): CodedError {
  return refuse(
    "plugin_file_kind",
    dir,
    `${path} is neither a regular file nor a folder; links, pipes and devices are not copied`,
  );
}

function refuse(code: ErrorCode, subject: string, rule: string): CodedError {
  return new CodedError(code, `Cannot stage ${subject}: ${rule}`);
}
