import { CodedError } from "../../contract/errors.ts";
import { requireOwn } from "./own_folder.ts";
import { tryLstat } from "./walk_path.ts";
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
  const info = await tryLstat(path);
  if (info) requireOwn(path, info, await readTrust(), "file");
  if (!info) await Deno.writeTextFile(path, "", { append: true, mode: 0o600 });
  const file = await openLocked(path);
  if (!file) throw inUse(stateDir, await Deno.readTextFile(path));
  await describeHolder(path);
  return file;
}

/**
 * Opens a file that nobody else has locked, for reading alone where that is enough: what is open for
 * writing keeps a file system from becoming read-only. NFS locks only what may be written.
 */
async function openLocked(path: string): Promise<Deno.FsFile | undefined> {
  try {
    return await tryOpen(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) throw error;
    return await tryOpen(path, { read: true, write: true });
  }
}

async function tryOpen(path: string, options: Deno.OpenOptions): Promise<Deno.FsFile | undefined> {
  const file = await Deno.open(path, options);
  try {
    if (await file.tryLock(true)) return file;
  } catch (error) {
    file.close();
    throw error;
  }
  file.close();
  return undefined;
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
  const holder = pid === undefined
    ? "another instance"
    : `the instance with pid ${pid}, since ${startedAt},`;
  return new CodedError(
    "state_dir_in_use",
    `Cannot use the state folder ${stateDir}: ${holder} is using it`,
    { hint: "Stop that instance, or set LLM_MONITOR_STATE_DIR to another folder for this one" },
  );
}
