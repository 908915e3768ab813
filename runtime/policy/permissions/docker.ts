import { matchesWildcard } from "../patterns/wildcard.ts";
import { TEXT_ITEMS } from "./kind.ts";
import type { PermissionRules } from "./kind.ts";

/** Questions to a container engine, which the kernel asks. A manifest has one word for all of them. */
export const dockerRules: PermissionRules<string> = {
  ...TEXT_ITEMS,
  parse: (value) => ({
    items: [{ kind: "docker", path: "permissions.docker", value }],
    problems: [],
  }),
  matches: matchesWildcard,
};
