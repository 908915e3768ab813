import { EMPTY_GRANT } from "../../contract/grant.ts";
import type { PluginsAnswer } from "../../contract/status.ts";

/** Leaves out what could help a stranger: command lines, and what exactly each plugin may reach. */
export function withholdDetails(answer: PluginsAnswer): PluginsAnswer {
  const plugins = answer.plugins.map((plugin) => ({
    ...plugin,
    command: [],
    grant: EMPTY_GRANT,
    denied: [],
  }));
  return { ...answer, withheld: true, plugins };
}
