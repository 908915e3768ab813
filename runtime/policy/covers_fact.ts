import { coversPattern } from "./path_pattern.ts";
import { matchesWildcard } from "./wildcard.ts";

const KINDS = ["system:", "statfs:"] as const;

/**
 * Whether one item of a facts list covers another: paths by their patterns, `statfs:` items by the
 * patterns of their paths, `system:` items by name, where the outer may hold `*`.
 */
export function coversFact(outer: string, inner: string): boolean {
  const kind = KINDS.find((prefix) => inner.startsWith(prefix)) ?? "";
  if (!outer.startsWith(kind)) return false;
  const [outerRest, innerRest] = [outer.slice(kind.length), inner.slice(kind.length)];
  return kind === "system:"
    ? matchesWildcard(outerRest, innerRest)
    : coversPattern(outerRest, innerRest);
}
