import type { Config } from "../../contract/config.ts";
import { errorText } from "../../contract/errors.ts";
import type { Grant } from "../../contract/grant.ts";
import { issuesFromZod } from "../../contract/issue.ts";
import type { Issue } from "../../contract/issue.ts";
import { LIMITS } from "../../contract/limits.ts";
import { EMPTY_LOCK, lockSchema } from "../../contract/lock.ts";
import type { Lock } from "../../contract/lock.ts";
import { widens } from "../../policy/grant_diff.ts";
import { exposure } from "../disk/find_exposed.ts";
import { readTrust } from "../disk/who_may_write.ts";
import { readBounded } from "../config/read_bounded.ts";

const FIX = "Restore it from version control, or approve the plugins again";

/**
 * Reads the approvals. A file that is wrong, or that others can write, approves nothing: no part of it is
 * believed.
 */
export async function readLock(file: string): Promise<{ lock: Lock; issues: Issue[] }> {
  const broken = (rule: string) => ({
    lock: EMPTY_LOCK,
    issues: [{ code: "lock_invalid" as const, file, path: "", rule, fix: FIX }],
  });
  let value: unknown;
  let unsafe: Issue[] = [];
  try {
    const trust = await readTrust();
    // A link leads where its owner wants.
    unsafe = exposure(file, { ...await Deno.lstat(file), mode: 0 }, trust, "lock_unsafe");
    const bytes = await readBounded(file, LIMITS.configBytes, (info) => {
      if (unsafe.length === 0) unsafe = exposure(file, info, trust, "lock_unsafe");
    });
    if (unsafe.length > 0) {
      const told = unsafe.map((issue) => ({
        ...issue,
        rule: `${issue.rule}; it approves nothing`,
      }));
      return { lock: EMPTY_LOCK, issues: told };
    }
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

/** Returns whether what is asked for now is what was approved. */
export function makeApproval(
  lock: Lock,
  { name, digest, grant }: { name: string; digest: string; grant: Grant },
  pin: Config["policy"]["pin"],
): "approved" | "changed_since_approval" | "none" {
  const entry = Object.hasOwn(lock.plugins, name) ? lock.plugins[name] : undefined;
  if (!entry || widens(entry.grant, grant)) return "none";
  if (entry.digest === digest) return "approved";
  return pin === "digest" ? "none" : "changed_since_approval";
}
