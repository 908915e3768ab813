import type { Grant } from "../../contract/grant.ts";
import { IssuesError } from "../../contract/issue.ts";
import type { Lock, LockEntry } from "../../contract/lock.ts";
import { readLock } from "../../kernel/catalog/approvals.ts";
import { replaceFile } from "../../kernel/disk/replace_file.ts";

/** Writes one approval into the file. */
export async function approve(
  file: string,
  name: string,
  entry: { digest: string; grant: Grant; approvedAt: string },
): Promise<void> {
  const lock = await readSoundLock(file);
  const grant = structuredClone(entry.grant) as LockEntry["grant"];
  await writeLock(file, {
    ...lock,
    plugins: { ...lock.plugins, [name]: { ...entry, grant } },
  });
}

/** Takes one approval back. */
export async function revoke(file: string, name: string): Promise<void> {
  const lock = await readSoundLock(file);
  const { [name]: _, ...plugins } = lock.plugins;
  await writeLock(file, { ...lock, plugins });
}

/** Writing over a broken file would lose what can still be repaired. */
async function readSoundLock(file: string): Promise<Lock> {
  const { lock, issues } = await readLock(file);
  if (issues.length > 0) throw new IssuesError(issues);
  return lock;
}

async function writeLock(file: string, lock: Lock): Promise<void> {
  const names = Object.keys(lock.plugins).sort();
  const plugins = Object.fromEntries(names.map((name) => [name, lock.plugins[name]]));
  const text = `${JSON.stringify({ ...lock, plugins }, null, 2)}\n`;
  await replaceFile(file, text, await modeOf(file));
}

/** As it was, and writable by its owner alone, whatever the umask is: others' approvals do not count. */
async function modeOf(file: string): Promise<number> {
  try {
    return ((await Deno.stat(file)).mode ?? 0o644) & 0o755;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0o644;
    throw error;
  }
}
