import type { Grant } from "../../contract/grant.ts";
import { PERMISSION_RULES } from "./rules.ts";

/** A grant of nothing. */
export const EMPTY_GRANT = Object.fromEntries(
  Object.keys(PERMISSION_RULES).map((kind) => [kind, []]),
) as unknown as Grant;
