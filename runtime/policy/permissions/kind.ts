import type { GrantItem } from "../../contract/grant.ts";
import type { PermissionKind } from "../../contract/permissions.ts";
import { CONFIG_FIX, configValues, shownValue } from "./config_values.ts";
import type { FilledKind } from "./config_values.ts";
import { parsePlaceholder } from "../patterns/net_pattern.ts";

/** An item that a plugin asks for, with its placeholders filled. */
export interface PermissionItem {
  readonly kind: PermissionKind;
  /** Place in the manifest: `permissions.net[0]`. */
  readonly path: string;
  /** The item as a text: itself, or what its kind renders of it. */
  readonly value: string;
  /** The item itself, where it is no text. */
  readonly granted?: Exclude<GrantItem, string>;
  /** The key of the plugin's config that it was filled from. */
  readonly configKey?: string;
}

/** A fault of an item that a plugin asks for. */
export interface PermissionProblem {
  readonly path: string;
  readonly value?: string;
  readonly rule: string;
  readonly fix?: string;
}

/** The outcome of one item of a manifest, or of all. */
export interface PermissionItems {
  readonly items: readonly PermissionItem[];
  readonly problems: readonly PermissionProblem[];
}

/** The place of an item, and the values of its placeholder. */
export interface ItemSource {
  readonly path: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Folders that no item may reach. */
  readonly closedPaths: readonly string[];
}

/** The rules of one kind of permission. */
export interface PermissionRules<Item> {
  /** Makes an item of a manifest concrete, and checks it. */
  parse(asked: Item, source: ItemSource): PermissionItems;
  /** Returns whether a pattern of the operator's policy covers an item. */
  matches(pattern: string, item: Item): boolean;
  /** Returns whether an approved item covers one that is asked for. */
  covers(approved: Item, asked: Item): boolean;
  /** Writes an item on one line. */
  render(item: Item): string;
  /** Writes what the policy's list would have to hold to match an item. */
  renderPattern(item: Item): string;
  /** Says why an item is never granted, whatever the policy says; undefined when it may be. */
  refusal?(item: Item, options: { readonly ownPort: number }): string | undefined;
  /** True if an item that the operator writes into the plugin's config needs no approval. */
  readonly isFreeByConfig?: true;
}

/** The item of a grant that a permission item stands for. */
export function toGrantItem({ value, granted }: PermissionItem): GrantItem {
  return granted ?? value;
}

/** Fills an item that is a placeholder from the plugin's config; undefined when it is none. */
export function fillPlaceholder(
  item: string,
  source: ItemSource,
  { kind, check }: { kind: FilledKind; check: (item: string) => string | undefined },
): PermissionItems | undefined {
  const placeholder = parsePlaceholder(item);
  if (placeholder === undefined) return undefined;
  const { values, problems } = configValues(source.config, { ...placeholder, kind });
  const items: PermissionItem[] = [];
  const found: PermissionProblem[] = [...problems];
  for (const { path, text } of values) {
    const rule = check(text);
    if (rule) found.push({ path, value: shownValue(text, kind), rule, fix: CONFIG_FIX });
    else items.push({ kind, path: source.path, value: text, configKey: placeholder.key });
  }
  return { items, problems: found };
}

/** An item as it stands, or the problem with it. */
export function checkItem(
  kind: PermissionKind,
  value: string,
  { path, check }: { path: string; check: (item: string) => string | undefined },
): PermissionItems {
  const rule = check(value);
  return rule === undefined
    ? { items: [{ kind, path, value }], problems: [] }
    : { items: [], problems: [{ path, value: JSON.stringify(value), rule }] };
}

/** Common parts of the kinds whose items are texts. */
export const TEXT_ITEMS = {
  covers: (approved: string, asked: string): boolean => approved === asked,
  render: (item: string): string => item,
  renderPattern: (item: string): string => item,
};
