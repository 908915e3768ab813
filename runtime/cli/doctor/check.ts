/** The verdict of a check: well, worth a look, wrong. */
export type CheckStatus = "ok" | "warning" | "failure";

/** One thing that was looked at. */
export interface Check {
  /** Stays the same from version to version, such as `disk.state` or `plugin.NAME`. */
  readonly id: string;
  readonly status: CheckStatus;
  /** The finding, in a few words. */
  readonly finding: string;
  /** The fix; empty when all is well. */
  readonly fix: string;
}

/** Marks as a person reads them, for terminals that show more than ASCII. */
export const MARKS: Readonly<Record<CheckStatus, string>> = {
  ok: "\u2713",
  warning: "\u25b2",
  failure: "\u2715",
};

export function ok(id: string, finding: string): Check {
  return { id, status: "ok", finding, fix: "" };
}

export function warning(id: string, finding: string, fix: string): Check {
  return { id, status: "warning", finding, fix };
}

export function failure(id: string, finding: string, fix: string): Check {
  return { id, status: "failure", finding, fix };
}
