import type { Config } from "../contract/config.ts";
import type { Grant } from "../contract/grant.ts";
import type { Permissions } from "../contract/manifest.ts";
import { coversFact } from "./covers_fact.ts";
import { coversNet, forbiddenTarget, parseNetItem } from "./net_pattern.ts";
import { matchesPath, segmentsOf } from "./path_pattern.ts";
import { permissionItems } from "./permission_items.ts";
import type { PermissionItem, PermissionProblem } from "./permission_items.ts";
import { matchesWildcard } from "./wildcard.ts";

/** What a plugin's permissions come down to under the operator's policy. */
export interface Decision {
  readonly grant: Grant;
  /** Items that no approval can allow as things are, one sentence each. */
  readonly denied: string[];
  /** Items of the grant that need approval, as `grantItems` writes them. */
  readonly beyondFree: string[];
  /** What is wrong with the items themselves: the manifest, or the config that fills it. */
  readonly problems: PermissionProblem[];
}

/** What a decision is made of. */
export interface DecideOptions {
  readonly permissions: Permissions;
  /** The plugin's config with the manifest's defaults filled in. */
  readonly config: Readonly<Record<string, unknown>>;
  /**
   * The plugin's config as the operator wrote it. A net target or a variable is free only when its key
   * stands here: a default is the plugin author's word, not the operator's.
   */
  readonly operatorConfig?: Readonly<Record<string, unknown>>;
  readonly policy: Config["policy"];
  /** The port that the host listens on; 0 when it is not known. */
  readonly ownPort: number;
  /** Where the host's /proc and /sys are mounted besides: read items must not reach them. */
  readonly closedPaths?: readonly string[];
}

const CLOSED_PATHS = ["/proc", "/sys", "/dev"];

/** Grants what is valid and inside the policy's ceiling, and says what of it needs approval. */
export function decideGrant(options: DecideOptions): Decision {
  const { items, problems } = permissionItems(options.permissions, {
    config: options.config,
    closedPaths: [...CLOSED_PATHS, ...options.closedPaths ?? []],
  });
  const granted: PermissionItem[] = [];
  const denied: string[] = [];
  const found = [...problems];
  for (const item of items) {
    const rule = neverReached(item, options.ownPort);
    if (rule !== undefined && item.configKey === undefined) {
      found.push({ path: item.path, value: JSON.stringify(item.value), rule });
    } else if (rule !== undefined) {
      denied.push(`${subject(item)} ${rule}`);
    } else if (isCovered(item, options.policy.ceiling)) {
      granted.push(item);
    } else {
      denied.push(outsideCeiling(item));
    }
  }
  const beyondFree = granted.filter((item) => !isFree(item, options))
    .map(({ kind, value }) => `${kind} ${value}`);
  return {
    grant: grantOf(granted),
    denied,
    beyondFree: [...new Set(beyondFree)].sort(),
    problems: found,
  };
}

/** What an operator who writes it into a plugin's config means to give: an address, a variable's name. */
const FREE_BY_CONFIG: readonly (keyof Grant)[] = ["net", "env"];

function isFree(item: PermissionItem, { policy, operatorConfig = {} }: DecideOptions): boolean {
  const isOperators = FREE_BY_CONFIG.includes(item.kind) && item.configKey !== undefined &&
    Object.hasOwn(operatorConfig, item.configKey);
  return isOperators || isCovered(item, policy.free);
}

function neverReached({ kind, value }: PermissionItem, ownPort: number): string | undefined {
  const target = kind === "net" ? parseNetItem(value) : undefined;
  const reason = target && forbiddenTarget(target, ownPort);
  return reason === undefined ? undefined : `is never granted: ${reason}`;
}

function isCovered(item: PermissionItem, list: Config["policy"]["ceiling"]): boolean {
  return list[item.kind].some((pattern) => COVERS[item.kind](pattern, item));
}

const COVERS: Readonly<
  Record<keyof Grant, (pattern: string, item: PermissionItem) => boolean>
> = {
  net: (pattern, { value }) => coversNet(pattern, value),
  env: (pattern, { value }) => matchesWildcard(pattern, value),
  read: (pattern, { value }) => coversRead(pattern, value),
  facts: (pattern, { value }) => coversFact(pattern, value),
  docker: (pattern, { value }) => matchesWildcard(pattern, value),
  exec: (pattern, { exec }) => exec !== undefined && matchesWildcard(pattern, exec.command),
};

/** A folder of the policy covers what lies below it, as it does in Deno. */
function coversRead(pattern: string, path: string): boolean {
  const parts = segmentsOf(path);
  return [...parts.keys(), parts.length].some((depth) =>
    matchesPath(pattern, `/${parts.slice(0, depth).join("/")}`)
  );
}

function outsideCeiling(item: PermissionItem): string {
  const entry = item.exec?.command ?? item.value;
  return `${subject(item)} is outside policy.ceiling.${item.kind} of config.yaml; ` +
    `add ${JSON.stringify(entry)} to that list to allow it`;
}

function subject({ path, value, configKey }: PermissionItem): string {
  const origin = configKey === undefined ? "" : ` (from config.${configKey})`;
  return `${path} ${JSON.stringify(value)}${origin}`;
}

function grantOf(items: readonly PermissionItem[]): Grant {
  const values = (kind: keyof Grant) => [
    ...new Set(items.filter((item) => item.kind === kind).map(({ value }) => value)),
  ];
  const exec = new Map(items.flatMap((item) => item.exec ? [[item.value, item.exec]] : []));
  return {
    net: values("net"),
    env: values("env"),
    read: values("read"),
    facts: values("facts"),
    exec: [...exec.values()],
    docker: values("docker"),
  };
}
