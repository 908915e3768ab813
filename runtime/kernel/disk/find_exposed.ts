import type { Issue } from "../../contract/issue.ts";
import { foreignWriter, formatMode, readTrust } from "./who_may_write.ts";
import type { Ownership, Trust } from "./who_may_write.ts";

/**
 * Finds those files and folders that someone besides root and ourselves can write: whoever can decides
 * what we do. What is not there, or cannot be looked at, is told where it is needed.
 */
export async function findExposed(paths: readonly string[]): Promise<Issue[]> {
  const trust = await readTrust();
  const issues = await Promise.all([...new Set(paths)].map(async (path) => {
    const info = await Deno.stat(path).then((found) => found, () => undefined);
    return info === undefined ? [] : exposure(path, info, trust);
  }));
  return issues.flat();
}

/** Says who else can write a file, as an issue; empty where nobody can. */
export function exposure(
  file: string,
  info: Ownership,
  trust: Trust,
  code: "writable_by_others" | "lock_unsafe" = "writable_by_others",
): Issue[] {
  const writer = foreignWriter(info, trust);
  if (writer === undefined) return [];
  const owner = writer.startsWith("user") ? `chown ${Deno.uid() ?? 0} it` : "chmod go-w it";
  return [{
    code,
    file,
    path: "",
    rule: `can be written by ${writer} (owner ${info.uid}, mode ${formatMode(info.mode)})`,
    fix: `Correct the owner or mode: ${owner}`,
  }];
}
