import type { GrantItem } from "../../contract/grant.ts";
import type { PermissionKind } from "../../contract/permissions.ts";
import { memoryRules, seriesRules } from "./amounts.ts";
import { dockerRules } from "./docker.ts";
import { envRules } from "./env.ts";
import { execRules } from "./exec.ts";
import { factRules } from "./facts.ts";
import type { PermissionRules } from "./kind.ts";
import { kmsgRules } from "./kmsg.ts";
import { netRules } from "./net.ts";
import { readRules } from "./read.ts";

/** The rules of every kind of permission. */
export const PERMISSION_RULES: Readonly<Record<PermissionKind, PermissionRules<GrantItem>>> = {
  net: netRules,
  env: envRules,
  read: readRules,
  facts: factRules,
  exec: execRules,
  docker: dockerRules,
  kmsg: kmsgRules,
  memory: memoryRules,
  series: seriesRules,
};
