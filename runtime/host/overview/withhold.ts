import type { Grant } from "../../contract/grant.ts";
import type { PluginsAnswer } from "../../contract/status.ts";

/** Leaves out what could help a stranger: command lines, and what exactly each plugin may reach. */
export function withholdDetails(answer: PluginsAnswer, emptyGrant: Grant): PluginsAnswer {
  const plugins = answer.plugins.map((plugin) => ({
    ...plugin,
    command: [],
    grant: emptyGrant,
    denied: [],
  }));
  return { ...answer, withheld: true, plugins };
}
