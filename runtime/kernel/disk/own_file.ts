import { requireOwn } from "./own_folder.ts";
import { replaceFile } from "./replace_file.ts";
import { tryLstat } from "./walk_path.ts";
import type { Trust } from "./who_may_write.ts";

/** Guests of root are other users, and read some of them. */
const MODE = 0o644;

/**
 * Writes a file of the state folder, unless it is there and the same.
 *
 * @throws {CodedError} `state_dir_unsafe` when something is there that is not ours, or no file.
 */
export async function writeOwnFile(path: string, bytes: Uint8Array, trust: Trust): Promise<void> {
  const info = await tryLstat(path);
  if (info) requireOwn(path, info, trust, "file");
  // A start on a full disk needs no room for what is there.
  if (info && isSame(await Deno.readFile(path), bytes)) {
    if (((info.mode ?? 0) & 0o7777) !== MODE) await Deno.chmod(path, MODE);
    return;
  }
  // Another instance may be reading it.
  await replaceFile(path, bytes, MODE);
}

function isSame(some: Uint8Array, other: Uint8Array): boolean {
  return some.length === other.length && some.every((byte, index) => byte === other[index]);
}
