import { CodedError } from "../../contract/errors.ts";
import { requireOwn } from "./own_folder.ts";
import { lstatOf } from "./walk_path.ts";
import { readTrust } from "./who_may_write.ts";

/** A state folder that nobody else uses while it is held. The system lets go of it when we end. */
export type StateLock = Disposable;

/**
 * Takes a state folder for this process: two kernels would prune each other's copies, and open folders
 * that the other's guests find closed.
 *
 * @throws {CodedError} `state_dir_in_use`; `state_dir_unsafe`.
 */
export async function lockState(stateDir: string): Promise<StateLock> {
  const path = `${stateDir}/lock`;
  const info = await lstatOf(path);
  if (info) requireOwn(path, info, await readTrust(), "file");
  if (!info) await Deno.writeTextFile(path, "", { append: true, mode: 0o600 });
  const file = await Deno.open(path, { read: true });
  try {
    // Open for reading alone: what is open for writing keeps a file system from becoming read-only.
    if (!await file.tryLock(true)) throw inUse(stateDir, await Deno.readTextFile(path));
    await describeHolder(path);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** For whoever finds it taken; on a full or read-only disk it says less, and locks as well. */
async function describeHolder(path: string): Promise<void> {
  const holder = { pid: Deno.pid, startedAt: new Date().toISOString() };
  try {
    await Deno.writeTextFile(path, `${JSON.stringify(holder)}\n`);
  } catch {
    // The lock is what counts.
  }
}

function inUse(stateDir: string, text: string): CodedError {
  const [, pid, startedAt] = /^\{"pid":(\d+),"startedAt":"([^"]*)"\}\n$/.exec(text) ?? [];
  const holder = pid === undefined ? "another one" : `the one with pid ${pid}, since ${startedAt},`;
  return new CodedError(
    "state_dir_in_use",
    `Cannot use the state folder ${stateDir}: ${holder} is using it`,
    { hint: "Stop that one, or set LLM_MONITOR_STATE_DIR to another folder for this one" },
  );
}
