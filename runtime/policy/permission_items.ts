import type { ExecGrant, Grant } from "../contract/grant.ts";
import type { Permissions } from "../contract/manifest.ts";
import { checkArgumentPattern } from "./argument_pattern.ts";
import { CONFIG_FIX, configValues, shownValue } from "./config_values.ts";
import type { FilledKind } from "./config_values.ts";
import { checkFactPattern } from "./forbidden_facts.ts";
import { execText } from "./grant_diff.ts";
import { checkNetItem, formatNetItem, parseNetItem, parsePlaceholder } from "./net_pattern.ts";
import { checkCommand, checkEnvItem, checkReadItem } from "./plain_items.ts";

/** One thing that a plugin asks for, concrete: placeholders are filled. */
export interface PermissionItem {
  readonly kind: keyof Grant;
  /** Where in the manifest it is asked for: `permissions.net[0]`. */
  readonly path: string;
  readonly value: string;
  /** The command, of an `exec` item. */
  readonly exec?: ExecGrant;
  /** The key of the plugin's config that it was filled from. */
  readonly configKey?: string;
}

/** One thing that is wrong with what a plugin asks for. */
export interface PermissionProblem {
  readonly path: string;
  readonly value?: string;
  readonly rule: string;
  readonly fix?: string;
}

/** What came of a manifest's permissions. */
export interface PermissionItems {
  readonly items: readonly PermissionItem[];
  readonly problems: readonly PermissionProblem[];
}

/** Where an item stands and what fills its placeholder. */
interface Source {
  readonly path: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly closedPaths: readonly string[];
}

/**
 * Makes a manifest's permissions concrete: fills each `{key}` and `{key.field}` of net, env and read,
 * and each `statfs:{key}`, from the plugin's config, and checks every item.
 */
export function permissionItems(
  permissions: Permissions,
  options: {
    readonly config: Readonly<Record<string, unknown>>;
    readonly closedPaths: readonly string[];
  },
): PermissionItems {
  const each = <Item>(kind: keyof Grant, read: (item: Item, source: Source) => PermissionItems) =>
    (permissions[kind] as Item[]).map((item, index) =>
      read(item, { ...options, path: `permissions.${kind}[${index}]` })
    );
  const parts = [
    ...each("net", netItems),
    ...each("env", envItems),
    ...each("read", readItems),
    ...each("facts", factItems),
    ...each("exec", execItem),
    ...permissions.docker.map((value) => ({
      items: [{ kind: "docker" as const, path: "permissions.docker", value }],
      problems: [],
    })),
  ];
  return {
    items: parts.flatMap(({ items }) => items),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

function netItems(item: string, source: Source): PermissionItems {
  const filled = fill(item, source, "net");
  if (filled) return filled;
  const target = parseNetItem(item);
  const value = target ? formatNetItem(target) : item;
  return checked("net", value, { path: source.path, check: checkNetItem });
}

function envItems(item: string, source: Source): PermissionItems {
  return fill(item, source, "env") ??
    checked("env", item, { path: source.path, check: checkEnvItem });
}

function readItems(item: string, source: Source): PermissionItems {
  const check = (path: string) => checkReadItem(path, source.closedPaths);
  return fill(item, source, "read") ?? checked("read", item, { path: source.path, check });
}

function factItems(item: string, source: Source): PermissionItems {
  const isFilled = item.startsWith("statfs:");
  return (isFilled ? fill(item.slice("statfs:".length), source, "facts") : undefined) ??
    checked("facts", item, { path: source.path, check: checkFactPattern });
}

function execItem(item: ExecGrant, { path }: Source): PermissionItems {
  const problems: PermissionProblem[] = [];
  item.args.forEach((value, index) => {
    const rule = checkArgumentPattern(value);
    if (rule) problems.push({ path: `${path}.args[${index}]`, value: JSON.stringify(value), rule });
  });
  const rule = checkCommand(item);
  if (rule) problems.push({ path: `${path}.command`, value: JSON.stringify(item.command), rule });
  if (problems.length > 0) return { items: [], problems };
  return { items: [{ kind: "exec", path, value: execText(item), exec: item }], problems };
}

/** The items of a placeholder; undefined when the item is none. */
function fill(item: string, source: Source, kind: FilledKind): PermissionItems | undefined {
  const placeholder = parsePlaceholder(item);
  if (placeholder === undefined) return undefined;
  const { values, problems } = configValues(source.config, { ...placeholder, kind });
  const check = {
    net: checkNetItem,
    env: checkEnvItem,
    facts: checkFactPattern,
    read: (text: string) => checkReadItem(text, source.closedPaths),
  }[kind];
  const items: PermissionItem[] = [];
  const found = [...problems];
  for (const { path, text } of values) {
    const rule = check(text);
    if (rule) found.push({ path, value: shownValue(text, kind), rule, fix: CONFIG_FIX });
    else items.push({ kind, path: source.path, value: text, configKey: placeholder.key });
  }
  return { items, problems: found };
}

/** One item as it stands, or the problem with it. */
function checked(
  kind: FilledKind,
  value: string,
  { path, check }: { path: string; check: (item: string) => string | undefined },
): PermissionItems {
  const rule = check(value);
  return rule === undefined
    ? { items: [{ kind, path, value }], problems: [] }
    : { items: [], problems: [{ path, value: JSON.stringify(value), rule }] };
}
