import { EMPTY_GRANT } from "../../policy/permissions/empty_grant.ts";
import { CodedError } from "../../contract/errors.ts";
import type { Grant } from "../../contract/grant.ts";
import { IssuesError } from "../../contract/issue.ts";
import { readLock } from "../../kernel/catalog/approvals.ts";
import { diffGrants } from "../../policy/grant_diff.ts";
import { newestDigest } from "../project.ts";
import type { Project, ProjectPlugin } from "../project.ts";
import type { Style } from "../style.ts";

/** The change that approving a plugin would make. */
export interface GrantChange {
  /** The digest that would be approved. */
  readonly digest: string;
  readonly grant: Grant;
  /** The digest that is approved now. */
  readonly approvedDigest: string | undefined;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Items that need approval at all. */
  readonly needsApproval: readonly string[];
  /** Items that no approval allows, one sentence each. */
  readonly denied: readonly string[];
}

/**
 * Compares what a plugin asks for with what plugins.lock.json approves.
 *
 * @throws {IssuesError} when its folder cannot be used.
 * @throws {CodedError} the code of the rejection, or `lock_invalid`.
 */
export async function grantChange(project: Project, plugin: ProjectPlugin): Promise<GrantChange> {
  const digest = newestDigest(plugin);
  if (digest === undefined || !plugin.decision) throw unusable(plugin);
  const { lock, issues } = await readLock(project.lockFile);
  if (issues.length > 0) throw new IssuesError(issues);
  const approved = lock.plugins[plugin.folder.name];
  const { grant, denied, needsApproval } = plugin.decision;
  return {
    digest,
    grant,
    approvedDigest: approved?.digest,
    ...diffGrants(approved?.grant ?? EMPTY_GRANT, grant),
    needsApproval,
    denied,
  };
}

/** Returns whether there is nothing left to approve. */
export function isApproved(change: GrantChange): boolean {
  return change.digest === change.approvedDigest && change.added.length === 0 &&
    change.removed.length === 0;
}

/** Says that nothing has to be approved, and by which configuration: another one may ask for more. */
export function describeFree(name: string, { file, source }: Project["loaded"]): string {
  const where = file === undefined ? "the default configuration" : source.file;
  return `${name}: needs no approval with ${where}`;
}

/** The change as lines: `+` is new, `-` is gone, `!` cannot be allowed by approving. */
export function describeChange(change: GrantChange, style: Style): string[] {
  const short = (digest: string | undefined) => digest?.slice(0, 12) ?? "none";
  return [
    ...change.added.map((item) => style.green(`+ ${item}`)),
    ...change.removed.map((item) => style.red(`- ${item}`)),
    ...change.denied.map((item) => style.yellow(`! ${item}`)),
    style.dim(`  digest ${short(change.approvedDigest)} -> ${short(change.digest)}`),
  ];
}

function unusable({ folder, candidate, issues }: ProjectPlugin): Error {
  if (issues.length > 0) return new IssuesError(issues);
  return new CodedError(
    candidate.rejected?.code ?? "internal",
    candidate.rejected?.message ?? `Cannot read plugin "${folder.name}": nothing is known about it`,
  );
}
