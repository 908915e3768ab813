import {
  checkNetItem,
  coversNet,
  forbiddenTarget,
  formatNetItem,
  parseNetItem,
} from "../patterns/net_pattern.ts";
import { checkItem, fillPlaceholder, TEXT_ITEMS } from "./kind.ts";
import type { PermissionRules } from "./kind.ts";

/** Addresses, which become flags of Deno. */
export const netRules: PermissionRules<string> = {
  ...TEXT_ITEMS,
  isFreeByConfig: true,
  parse(asked, source) {
    const filled = fillPlaceholder(asked, source, { kind: "net", check: checkNetItem });
    if (filled) return filled;
    const target = parseNetItem(asked);
    const value = target ? formatNetItem(target) : asked;
    return checkItem("net", value, { path: source.path, check: checkNetItem });
  },
  matches: coversNet,
  refusal(item, { ownPort }) {
    const target = parseNetItem(item);
    return target && forbiddenTarget(target, ownPort);
  },
};
