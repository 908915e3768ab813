import type { Grant, GrantItem } from "../contract/grant.ts";
import { PERMISSION_KINDS } from "../contract/permissions.ts";
import { PERMISSION_RULES } from "./permissions/rules.ts";

/** Renders a grant as sorted lines: `net 127.0.0.1:8000`, `exec nvidia-smi ["-L"]`. */
export function grantItems(grant: Grant): string[] {
  const lines = PERMISSION_KINDS.flatMap((kind) =>
    grant[kind].map((item) => `${kind} ${PERMISSION_RULES[kind].render(item)}`)
  );
  return [...new Set(lines)].sort();
}

/** The lines that a change of the grant adds and removes, each sorted. */
export function diffGrants(before: Grant, after: Grant): { added: string[]; removed: string[] } {
  const [old, now] = [grantItems(before), grantItems(after)];
  return {
    added: now.filter((line) => !old.includes(line)),
    removed: old.filter((line) => !now.includes(line)),
  };
}

/** Returns whether anything that is asked for lies outside what was approved. */
export function widens(approved: Grant, asked: Grant): boolean {
  const isCovered = PERMISSION_KINDS.every((kind) => {
    const outer: readonly GrantItem[] = approved[kind];
    return asked[kind].every((item) =>
      outer.some((one) => PERMISSION_RULES[kind].covers(one, item))
    );
  });
  return !isCovered;
}
