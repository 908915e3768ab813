import type { PermissionKind, Permissions } from "./permissions.ts";

type DeepReadonly<T> = T extends (infer Item)[] ? readonly DeepReadonly<Item>[]
  : T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
  : T;

/**
 * Everything that a plugin may do, in effect: the intersection of its manifest and the operator's policy. What the
 * items of each kind are, {@linkcode PERMISSIONS} says.
 */
export type Grant = DeepReadonly<Permissions>;

/** An item of a grant: a text of most kinds. */
export type GrantItem = Grant[PermissionKind][number];

/** A command with the pattern of each of its arguments, in order. */
export type ExecGrant = Grant["exec"][number];
