import { CodedError } from "../../contract/errors.ts";
import { nearest } from "../../contract/nearest.ts";
import type { Flag, ParsedArguments } from "../parse_arguments.ts";
import type { VerbContext } from "../verb.ts";
import { readInventory } from "./read_inventory.ts";
import type { Inventory } from "./read_inventory.ts";
import type { Host } from "./resolve_hosts.ts";

/** Flags that choose hosts. */
export const INVENTORY_FLAGS = {
  inventory: {
    type: "string",
    value: "FILE",
    summary: "The inventory (default: fleet.yaml)",
  },
  group: { type: "string", value: "NAME", summary: "Only the hosts of this group" },
} as const satisfies Readonly<Record<string, Flag>>;

/** The file that a command line means. */
export function inventoryFile({ values }: ParsedArguments): string {
  return values.get("inventory") ?? "fleet.yaml";
}

/**
 * Reads the inventory that a command line means.
 *
 * @throws {IssuesError} with everything that is wrong with it.
 */
export function openInventory(parsed: ParsedArguments, { cwd }: VerbContext): Promise<Inventory> {
  return readInventory(inventoryFile(parsed), cwd);
}

/**
 * Picks the hosts of `--group`; all without one.
 *
 * @throws {CodedError} `usage` for a group that there is not.
 */
export function pickHosts(
  { hosts, groups, file }: Inventory,
  { values }: ParsedArguments,
): readonly Host[] {
  const group = values.get("group");
  if (group === undefined) return hosts;
  requireGroup(group, { groups, file });
  return hosts.filter((host) => host.group === group);
}

/** @throws {CodedError} `usage` for a group that there is not. */
export function requireGroup(
  name: string,
  { groups, file }: Pick<Inventory, "groups" | "file">,
): void {
  if (groups.includes(name)) return;
  const guess = nearest(name, groups);
  throw new CodedError("usage", `Cannot find group "${name}" in ${file}`, {
    hint: guess !== undefined
      ? `Did you mean ${guess}?`
      : groups.length === 0
      ? "It has no groups; write this one there first, or leave out --group"
      : `There are: ${groups.join(", ")}`,
  });
}
