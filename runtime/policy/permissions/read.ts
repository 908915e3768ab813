import {
  checkPathPattern,
  isAtOrBelow,
  matchesPath,
  splitSegments,
} from "../patterns/path_pattern.ts";
import { checkItem, fillPlaceholder, TEXT_ITEMS } from "./kind.ts";
import type { PermissionRules } from "./kind.ts";

/** Files and folders, which become flags of Deno. */
export const readRules: PermissionRules<string> = {
  ...TEXT_ITEMS,
  parse(asked, source) {
    const check = (path: string) => checkReadItem(path, source.closedPaths);
    return fillPlaceholder(asked, source, { kind: "read", check }) ??
      checkItem("read", asked, { path: source.path, check });
  },
  /** A folder of the policy covers what lies below it, as it does in Deno. */
  matches(pattern, path) {
    const parts = splitSegments(path);
    return [...parts.keys(), parts.length].some((depth) =>
      matchesPath(pattern, `/${parts.slice(0, depth).join("/")}`)
    );
  },
  covers: (approved, asked) => isAtOrBelow(asked, approved),
};

/**
 * Says what is wrong with an item of `permissions.read`: a file or folder by its canonical path.
 * Nothing at, below or above one of the closed paths may be read. Undefined when nothing is wrong.
 */
export function checkReadItem(item: string, closedPaths: readonly string[]): string | undefined {
  const problem = checkPathPattern(item);
  if (problem) return problem;
  if (item.includes("*")) return "must be the path of one file or folder, without wildcards";
  if (item.includes(",")) return "must not contain a comma, which Deno's flags cannot carry";
  if (item === "/") return "must not be /, which is every file";
  const closed = closedPaths.find((path) => isAtOrBelow(item, path) || isAtOrBelow(path, item));
  return closed === undefined ? undefined : `must not reach ${closed}; ask for facts instead`;
}
