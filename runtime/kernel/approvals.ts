import type { Config } from "../contract/config.ts";
import { errorText } from "../contract/errors.ts";
import type { Grant } from "../contract/grant.ts";
import { IssuesError, issuesFromZod } from "../contract/issue.ts";
import type { Issue } from "../contract/issue.ts";
import { LIMITS } from "../contract/limits.ts";
import { EMPTY_LOCK, lockSchema } from "../contract/lock.ts";
import type { Lock, LockEntry } from "../contract/lock.ts";
import { widens } from "../policy/grant_diff.ts";
import { readBounded } from "./config/read_bounded.ts";

const FIX = "Restore it from version control, or approve the plugins anew";

/** Reads the approvals. One that is wrong approves nothing: no part of it is believed. */
export async function readLock(file: string): Promise<{ lock: Lock; issues: Issue[] }> {
  const broken = (rule: string) => ({
    lock: EMPTY_LOCK,
    issues: [{ code: "lock_invalid" as const, file, path: "", rule, fix: FIX }],
  });
  let value: unknown;
  try {
    const bytes = await readBounded(file, LIMITS.configBytes);
    if (!bytes) return broken(`must not be larger than ${LIMITS.configBytes} bytes`);
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { lock: EMPTY_LOCK, issues: [] };
    return broken(`cannot be read: ${errorText(error)}`);
  }
  const parsed = lockSchema.safeParse(value);
  if (parsed.success) return { lock: parsed.data, issues: [] };
  return {
    lock: EMPTY_LOCK,
    issues: issuesFromZod(parsed.error, value, { code: "lock_invalid", file })
      .map((issue) => ({ ...issue, fix: FIX })),
  };
}

/** Whether what is asked for now is what was approved. */
export function approvalOf(
  lock: Lock,
  { name, digest, grant }: { name: string; digest: string; grant: Grant },
  pin: Config["policy"]["pin"],
): "approved" | "changed_since_approval" | "none" {
  const entry = Object.hasOwn(lock.plugins, name) ? lock.plugins[name] : undefined;
  if (!entry || widens(entry.grant, grant)) return "none";
  if (entry.digest === digest) return "approved";
  return pin === "digest" ? "none" : "changed_since_approval";
}

/** Writes one approval into the file. */
export async function approve(
  file: string,
  name: string,
  entry: { digest: string; grant: Grant; approvedAt: string },
): Promise<void> {
  const lock = await readSoundLock(file);
  const { net, env, read, facts, exec, docker } = entry.grant;
  const grant: LockEntry["grant"] = {
    net: [...net],
    env: [...env],
    read: [...read],
    facts: [...facts],
    exec: exec.map(({ command, args }) => ({ command, args: [...args] })),
    docker: [...docker],
  };
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

/** Written beside the file and renamed: nobody reads half of it. */
async function writeLock(file: string, lock: Lock): Promise<void> {
  const names = Object.keys(lock.plugins).sort();
  const plugins = Object.fromEntries(names.map((name) => [name, lock.plugins[name]]));
  const temporary = `${file}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(temporary, `${JSON.stringify({ ...lock, plugins }, null, 2)}\n`);
  await Deno.rename(temporary, file);
}
