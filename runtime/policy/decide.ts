import type { Config } from "../contract/config.ts";
import type { Grant } from "../contract/grant.ts";
import { eachKind, PERMISSIONS } from "../contract/permissions.ts";
import type { Permissions, PermissionSchema } from "../contract/permissions.ts";
import { permissionItems } from "./permission_items.ts";
import { toGrantItem } from "./permissions/kind.ts";
import type { PermissionItem, PermissionProblem } from "./permissions/kind.ts";
import { isReserved } from "./reserved_addresses.ts";
import type { ReservedAddresses } from "./reserved_addresses.ts";
import { PERMISSION_RULES } from "./permissions/rules.ts";

/** A plugin's permissions under the operator's policy. */
export interface Decision {
  readonly grant: Grant;
  /** Items that no approval can allow as things are, one sentence each. */
  readonly denied: string[];
  /** Items of the grant that need approval, as `grantItems` writes them. */
  readonly needsApproval: string[];
  /** Faults of the items themselves: of the manifest, or of the config that fills it. */
  readonly problems: PermissionProblem[];
}

/** The inputs of a decision. */
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
  /** Other mounts of the host's /proc and /sys: read items must not reach them. */
  readonly closedPaths?: readonly string[];
  /** The plugin's name, and the addresses that are somebody's: those of others need approval. */
  readonly plugin?: string;
  readonly reserved?: ReservedAddresses;
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
  const needsApproval = granted.filter((item) => !isFree(item, options))
    .map(({ kind, value }) => `${kind} ${value}`);
  return {
    grant: mergeGrant(granted),
    denied,
    needsApproval: [...new Set(needsApproval)].sort(),
    problems: found,
  };
}

function isFree(item: PermissionItem, options: DecideOptions): boolean {
  const { policy, operatorConfig = {} } = options;
  const isOperators = PERMISSION_RULES[item.kind].isFreeByConfig === true &&
    item.configKey !== undefined && Object.hasOwn(operatorConfig, item.configKey);
  return isOperators || (!isOthers(item, options) && isCovered(item, policy.free));
}

function isOthers({ kind, value }: PermissionItem, { plugin, reserved }: DecideOptions): boolean {
  return kind === "net" && reserved !== undefined && isReserved(reserved, value, plugin ?? "");
}

function neverReached(item: PermissionItem, ownPort: number): string | undefined {
  const reason = PERMISSION_RULES[item.kind].refusal?.(toGrantItem(item), { ownPort });
  return reason === undefined ? undefined : `is never granted: ${reason}`;
}

function isCovered(item: PermissionItem, list: Config["policy"]["ceiling"]): boolean {
  const { matches } = PERMISSION_RULES[item.kind];
  return list[item.kind].some((pattern) => matches(pattern, toGrantItem(item)));
}

function outsideCeiling(item: PermissionItem): string {
  const entry = PERMISSION_RULES[item.kind].renderPattern(toGrantItem(item));
  const row: PermissionSchema = PERMISSIONS[item.kind];
  const change = row.unit === undefined
    ? `add ${JSON.stringify(entry)} to that list`
    : `raise it to ${entry}`;
  return `${subject(item)} is outside policy.ceiling.${item.kind} of config.yaml; ` +
    `${change} to allow it`;
}

function subject({ path, value, configKey }: PermissionItem): string {
  const origin = configKey === undefined ? "" : ` (from config.${configKey})`;
  return `${path} ${JSON.stringify(value)}${origin}`;
}

/** Each item once, in the order in which they are asked for. */
function mergeGrant(items: readonly PermissionItem[]): Grant {
  return eachKind((kind) => {
    const own = items.filter((item) => item.kind === kind);
    return [...new Map(own.map((item) => [item.value, toGrantItem(item)])).values()];
  }) as unknown as Grant;
}
