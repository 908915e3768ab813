/**
 * The kinds of permission, one row each: how a manifest asks for them, how plugins.lock.json keeps them,
 * what the operator's policy says of them. The rules of their items are those of ../policy/permissions.
 */
import { z } from "./zod.ts";

const texts = (max: number) => z.array(z.string()).max(max).default([]);
const approvedTexts = z.array(z.string().max(4_096)).max(256);

/** A list that a manifest has under a key of its own, outside its permissions. */
const askedAbove = (key: string) =>
  z.array(z.string()).max(0, `belongs at the top level, as \`${key}\``).default([]);

const command = z.strictObject({
  command: z.string().regex(
    /^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/,
    "must be the bare name of a command, found through PATH",
  ),
  args: z.array(z.string().max(4_096)).max(64).default([]),
});

/** The notation of one kind of permission. */
export interface PermissionSchema {
  /** In a manifest; absent is an empty list. */
  readonly asked: z.ZodType<readonly unknown[]>;
  /** In plugins.lock.json; a kind that came later than the file defaults to an empty list. */
  readonly approved: z.ZodType<readonly unknown[]>;
  /** For people: the items, and how a pattern of the policy looks. */
  readonly title: string;
  readonly subject: string;
  readonly patterns: string;
  /** Patterns of what needs no approval, and of what can be approved at all. */
  readonly free: readonly string[];
  readonly ceiling: readonly string[];
  /** Set where items are amounts: the policy has one for each, and a smaller one is covered by it. */
  readonly unit?: "size" | "count";
}

export const PERMISSIONS = {
  /** `host:port`, never a wildcard. */
  net: {
    asked: texts(64),
    approved: approvedTexts,
    title: "Network",
    subject: "Addresses",
    patterns: "host:port, * for any",
    free: ["127.0.0.1:*", "[::1]:*", "localhost:*"],
    ceiling: ["*"],
  },
  /** Names of variables. */
  env: {
    asked: texts(32),
    approved: approvedTexts,
    title: "Environment variables",
    subject: "Environment variables",
    patterns: "names, * for any",
    free: [],
    ceiling: ["*"],
  },
  /** Absolute canonical paths. */
  read: {
    asked: texts(32),
    approved: approvedTexts,
    title: "Files and folders",
    subject: "Files and folders",
    patterns: "path patterns",
    free: [],
    ceiling: ["/**"],
  },
  /** Path patterns below /proc and /sys, `system:<function>`, `statfs:<path pattern>`. */
  facts: {
    asked: texts(128),
    approved: approvedTexts,
    title: "Facts, read by the kernel",
    subject: "Facts",
    patterns: "path patterns below /proc and /sys, system:, statfs:",
    free: [],
    ceiling: ["/**", "system:*", "statfs:/**"],
  },
  /** Commands with the pattern of each of their arguments, in order. */
  exec: {
    asked: z.array(command).max(32).default([]),
    approved: z.array(z.strictObject({ command: z.string(), args: approvedTexts })).max(64),
    title: "Commands, run by the kernel",
    subject: "Commands",
    patterns: "names, * for any",
    free: [],
    ceiling: ["*"],
  },
  /** `read`: the symbolic calls of `context.docker`, which change nothing. */
  docker: {
    asked: z.literal("read", 'must be "read", the only value').optional()
      .transform((access): string[] => access === undefined ? [] : [access]),
    approved: approvedTexts.default([]),
    title: "Docker, through the kernel",
    subject: "Calls of Docker",
    patterns: "read",
    free: [],
    ceiling: ["read"],
  },
  /** Beginnings of lines of the kernel's log: `NVRM: `. */
  kmsg: {
    asked: texts(8),
    approved: approvedTexts.default([]),
    title: "Lines of the kernel's log, read by the kernel",
    subject: "Lines of the kernel's log",
    patterns: "how lines begin, * for any",
    free: [],
    ceiling: ["*"],
  },
  /** Memory beyond what is free: one size, from the manifest's `memory`. */
  memory: {
    asked: askedAbove("memory"),
    approved: approvedTexts.default([]),
    title: "Memory",
    subject: "Memory",
    patterns: "a size",
    free: ["256MiB"],
    ceiling: ["2GiB"],
    unit: "size",
  },
  /** Series beyond what is free: one number, from the manifest's `limits.series`. */
  series: {
    asked: askedAbove("limits.series"),
    approved: approvedTexts.default([]),
    title: "Series",
    subject: "Series",
    patterns: "a number",
    free: ["50000"],
    ceiling: ["200000"],
    unit: "count",
  },
} as const satisfies Readonly<Record<string, PermissionSchema>>;

export type PermissionKind = keyof typeof PERMISSIONS;

/** The kinds in the order in which they are shown and stored. */
export const PERMISSION_KINDS = Object.keys(PERMISSIONS) as PermissionKind[];

/** The permissions that a manifest asks for. */
export const permissionsSchema = z.strictObject(
  eachKind((kind) => PERMISSIONS[kind].asked) as {
    [Kind in PermissionKind]: (typeof PERMISSIONS)[Kind]["asked"];
  },
).prefault({});
export type Permissions = z.infer<typeof permissionsSchema>;

/** The permissions that an approval covers. */
export const approvedGrantSchema = z.strictObject(
  eachKind((kind) => PERMISSIONS[kind].approved) as {
    [Kind in PermissionKind]: (typeof PERMISSIONS)[Kind]["approved"];
  },
);

/** A value for each kind. */
export function eachKind<Value>(
  make: (kind: PermissionKind) => Value,
): Record<PermissionKind, Value> {
  return Object.fromEntries(PERMISSION_KINDS.map((kind) => [kind, make(kind)])) as Record<
    PermissionKind,
    Value
  >;
}
