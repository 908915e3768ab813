import { posix } from "node:path";
import { CodedError } from "../../contract/errors.ts";
import { tryLstat, walkPath } from "./walk_path.ts";
import { foreignReplacer, foreignWriter, formatMode, readTrust } from "./who_may_write.ts";
import type { Trust } from "./who_may_write.ts";

/**
 * Makes sure that the state folder is ours, and that nobody else can put another in its place: chmod and
 * remove would follow there. One that is missing is made; a mode that is safe stays as it is.
 *
 * @throws {CodedError} `state_dir_unsafe`.
 */
export async function claimStateFolder(dir: string): Promise<void> {
  const trust = await readTrust();
  for (const { path, info } of await walkPath(dir)) {
    const writer = info.isSymlink
      ? foreignWriter({ ...info, mode: 0 }, trust)
      : foreignReplacer(info, trust);
    if (writer !== undefined) {
      throw unsafe(path, info, `${writer} can replace ${dir}`);
    }
  }
  const info = await tryLstat(dir);
  if (info === undefined) {
    await Deno.mkdir(posix.dirname(dir), { recursive: true, mode: 0o755 });
    // Guests of root have users of their own, who have to pass, and need not list it.
    return await claimFolder(dir, Deno.uid() === 0 ? 0o711 : 0o700, trust);
  }
  requireOwn(dir, info, trust);
  const writer = foreignWriter(info, trust);
  if (writer === undefined) return;
  const [entry] = await Array.fromAsync(Deno.readDir(dir));
  if (entry) throw unsafe(dir, info, `${writer} can write there, and may have done so`);
  // Nobody has used it: a file system that was just mounted, for one.
  await Deno.chmod(dir, 0o755);
}

/**
 * Makes sure that a folder inside the state folder is ours and has the mode, whatever the umask is.
 *
 * @throws {CodedError} `state_dir_unsafe`.
 */
export async function claimFolder(dir: string, mode: number, trust: Trust): Promise<void> {
  await Deno.mkdir(dir, { mode }).catch((error) => {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  });
  const info = await Deno.lstat(dir);
  requireOwn(dir, info, trust);
  // Only where it differs: a file system may have become read-only.
  if (((info.mode ?? 0) & 0o7777) !== mode) await Deno.chmod(dir, mode);
}

/**
 * Requires that everything directly inside a folder of ours is a folder of ours, too.
 *
 * @throws {CodedError} `state_dir_unsafe`.
 */
export async function requireOwnFolders(dir: string, trust: Trust): Promise<void> {
  const entries = await Array.fromAsync(Deno.readDir(dir));
  await Promise.all(entries.map(async ({ name }) => {
    const path = `${dir}/${name}`;
    const info = await tryLstat(path);
    if (info === undefined) return;
    requireOwn(path, info, trust);
    // Made under a umask of 000 by an earlier version. What lies in it is compared before it runs.
    if (foreignWriter(info, trust)) await Deno.chmod(path, 0o755);
  }));
}

/**
 * Requires a folder or, with `kind`, a file that is no link and belongs to root or us.
 *
 * @throws {CodedError} `state_dir_unsafe`.
 */
export function requireOwn(
  path: string,
  info: Deno.FileInfo,
  trust: Trust,
  kind: "folder" | "file" = "folder",
): void {
  const isRight = kind === "folder" ? info.isDirectory : info.isFile;
  if (!isRight) {
    throw unsafe(path, info, info.isSymlink ? "it is a symbolic link" : `it is not a ${kind}`);
  }
  const { uid } = info;
  if (uid !== null && !trust.uids.has(uid)) throw unsafe(path, info, `it belongs to user ${uid}`);
}

function unsafe(path: string, { uid, mode }: Deno.FileInfo, rule: string): CodedError {
  const found = `owner ${uid}, mode ${formatMode(mode)}`;
  return new CodedError("state_dir_unsafe", `Cannot trust ${path} (${found}): ${rule}`, {
    hint: "Remove it if it is not yours, or correct its owner and mode; " +
      "or set LLM_MONITOR_STATE_DIR to a folder that only this user can write",
  });
}
