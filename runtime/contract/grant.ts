/** What a plugin may do, in effect: the intersection of its manifest and the operator's policy. */
export interface Grant {
  /** `host:port`, never a wildcard. */
  readonly net: readonly string[];
  readonly env: readonly string[];
  /** Absolute canonical paths. */
  readonly read: readonly string[];
  /** Path patterns below /proc and /sys, `system:<function>`, `statfs:<path pattern>`. */
  readonly facts: readonly string[];
  readonly exec: readonly ExecGrant[];
  /** `read`: the symbolic calls of `ctx.docker`, which change nothing. */
  readonly docker: readonly string[];
}

/** One command with the pattern of each of its arguments, in order. */
export interface ExecGrant {
  readonly command: string;
  readonly args: readonly string[];
}

export const EMPTY_GRANT: Grant = { net: [], env: [], read: [], facts: [], exec: [], docker: [] };
