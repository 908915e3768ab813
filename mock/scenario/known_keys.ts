import { nearest } from "../../runtime/contract/nearest.ts";
import type { Issue } from "../../runtime/contract/issue.ts";
import { KEYS, SCENARIO_KEYS, SETTINGS_KEYS, STEP_KEYS } from "./schema.ts";
import type { ScenarioNames } from "./schema.ts";

/** Says with an unknown key which ones there are, and which of them is meant. */
export function withKnownKeys(issue: Issue, names: ScenarioNames): Issue {
  if (issue.rule !== "unknown key") return issue;
  const parts = issue.path.replace(/^steps\[\d+\]/, "steps").split(".");
  const key = issue.path.split(".").at(-1) ?? "";
  const known = keysAt(parts.slice(0, -1), names);
  const guess = nearest(key, known);
  const hint = guess ? `Did you mean "${guess}"? ` : "";
  return { ...issue, fix: `${hint}Known here: ${known.join(", ")}` };
}

function keysAt(path: readonly string[], names: ScenarioNames): readonly string[] {
  const [first, ...rest] = path;
  if (first === undefined) return SCENARIO_KEYS;
  if (first === "steps") return rest.length === 0 ? STEP_KEYS : keysAt(rest, names);
  const [group, name] = rest;
  if (group === undefined) return SETTINGS_KEYS;
  const groups: Record<string, readonly [readonly string[], readonly string[]]> = {
    engines: [names.engines, KEYS.engine],
    cards: [names.cards, KEYS.card],
    containers: [names.engines, KEYS.container],
    disks: [names.disks, KEYS.disk],
  };
  return groups[group]?.[name === undefined ? 0 : 1] ?? [];
}
