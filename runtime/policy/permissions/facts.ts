import { checkFactPattern } from "./forbidden_facts.ts";
import { coversPattern } from "../patterns/path_pattern.ts";
import { matchesWildcard } from "../patterns/wildcard.ts";
import { checkItem, fillPlaceholder, TEXT_ITEMS } from "./kind.ts";
import type { PermissionRules } from "./kind.ts";

const PREFIXES = ["system:", "statfs:"] as const;

/** Facts of the machine, which the kernel reads. */
export const factRules: PermissionRules<string> = {
  ...TEXT_ITEMS,
  parse(asked, source) {
    const options = { kind: "facts", check: checkFactPattern } as const;
    const filled = asked.startsWith("statfs:")
      ? fillPlaceholder(asked.slice("statfs:".length), source, options)
      : undefined;
    return filled ?? checkItem("facts", asked, { path: source.path, check: checkFactPattern });
  },
  matches: coversFact,
  covers: coversFact,
};

/**
 * Returns whether one item of a facts list covers another: paths by their patterns, `statfs:` items by the
 * patterns of their paths, `system:` items by name, where the outer may hold `*`.
 */
export function coversFact(outer: string, inner: string): boolean {
  const prefix = PREFIXES.find((one) => inner.startsWith(one)) ?? "";
  if (!outer.startsWith(prefix)) return false;
  const [outerRest, innerRest] = [outer.slice(prefix.length), inner.slice(prefix.length)];
  return prefix === "system:"
    ? matchesWildcard(outerRest, innerRest)
    : coversPattern(outerRest, innerRest);
}
