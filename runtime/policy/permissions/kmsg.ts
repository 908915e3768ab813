import { matchesWildcard } from "../patterns/wildcard.ts";
import { checkItem, TEXT_ITEMS } from "./kind.ts";
import type { PermissionRules } from "./kind.ts";

/** Lines of the kernel's log by how they begin, which the kernel reads. */
export const kmsgRules: PermissionRules<string> = {
  ...TEXT_ITEMS,
  parse: (asked, { path }) => checkItem("kmsg", asked, { path, check: checkKmsgItem }),
  matches: matchesWildcard,
  // A longer beginning is fewer lines.
  covers: (approved, asked) => asked.startsWith(approved),
};

/** Says what is wrong with an item of `permissions.kmsg`; undefined when nothing is. */
export function checkKmsgItem(item: string): string | undefined {
  if (!/^[\x21-\x7e][\x20-\x7e]{3,63}$/.test(item)) {
    return 'must be the beginning of a line, 4 to 64 plain characters, such as "NVRM: "';
  }
  return item.includes("*") ? "must not contain a wildcard: it is matched literally" : undefined;
}
