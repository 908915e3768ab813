import { matchesWildcard } from "../patterns/wildcard.ts";
import { checkItem, fillPlaceholder, TEXT_ITEMS } from "./kind.ts";
import type { PermissionRules } from "./kind.ts";

/** Variables that change how a process of the runtime itself runs, or are the runtime's secrets. */
const CLOSED_VARIABLES = /^(?:LD_|DYLD_|DENO_|LLM_MONITOR_|NODE_OPTIONS$|PATH$|SSLKEYLOGFILE$)/;

/** Variables of the environment, which become flags of Deno. */
export const envRules: PermissionRules<string> = {
  ...TEXT_ITEMS,
  isFreeByConfig: true,
  parse: (asked, source) =>
    fillPlaceholder(asked, source, { kind: "env", check: checkEnvItem }) ??
      checkItem("env", asked, { path: source.path, check: checkEnvItem }),
  matches: matchesWildcard,
};

/** Says what is wrong with an item of `permissions.env`; undefined when nothing is. */
export function checkEnvItem(item: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(item)) {
    return "must be the name of one variable, without wildcards";
  }
  return CLOSED_VARIABLES.test(item) ? "is never given to a plugin" : undefined;
}
