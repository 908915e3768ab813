import { parseSize } from "../../contract/size.ts";
import { TEXT_ITEMS } from "./kind.ts";
import type { PermissionRules } from "./kind.ts";

/** Memory that a plugin may have beyond what is free. */
export const memoryRules = amountRules("memory", "memory", parseSize);

/** Series that a plugin may give beyond what is free. */
export const seriesRules = amountRules("series", "limits.series", Number);

/** @param path where a manifest asks for it. */
function amountRules(
  kind: "memory" | "series",
  path: string,
  amountOf: (text: string) => number,
): PermissionRules<string> {
  const isAtMost = (most: string, asked: string) => amountOf(asked) <= amountOf(most);
  return {
    ...TEXT_ITEMS,
    parse: (value) => ({ items: [{ kind, path, value }], problems: [] }),
    matches: isAtMost,
    covers: isAtMost,
  };
}
