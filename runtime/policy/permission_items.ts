import type { GrantItem } from "../contract/grant.ts";
import { PERMISSION_KINDS } from "../contract/permissions.ts";
import type { Permissions } from "../contract/permissions.ts";
import type { ItemSource, PermissionItems } from "./permissions/kind.ts";
import { PERMISSION_RULES } from "./permissions/rules.ts";

/**
 * Makes a manifest's permissions concrete: fills each `{key}` and `{key.field}` of net, env and read,
 * and each `statfs:{key}`, from the plugin's config, and checks every item.
 */
export function permissionItems(
  permissions: Permissions,
  options: Omit<ItemSource, "path">,
): PermissionItems {
  const parts = PERMISSION_KINDS.flatMap((kind) =>
    (permissions[kind] as readonly GrantItem[]).map((item, index) =>
      PERMISSION_RULES[kind].parse(item, { ...options, path: `permissions.${kind}[${index}]` })
    )
  );
  return {
    items: parts.flatMap(({ items }) => items),
    problems: parts.flatMap(({ problems }) => problems),
  };
}
