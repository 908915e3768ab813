import type { CheckStatus } from "../doctor/check.ts";
import type { Host } from "./resolve_hosts.ts";

/** Outcomes of asking a host, the worst first, and what each is worth. */
export const HOST_OUTCOMES = {
  unreachable: "failure",
  timed_out: "failure",
  not_ours: "failure",
  certificate: "failure",
  unauthorized: "failure",
  not_ready: "failure",
  degraded: "warning",
  other_version: "warning",
  ready: "ok",
} as const satisfies Readonly<Record<string, CheckStatus>>;
export type HostOutcome = keyof typeof HOST_OUTCOMES;

const ORDER = Object.keys(HOST_OUTCOMES) as HostOutcome[];

/** The answer of one host. */
export interface HostFinding {
  readonly host: Host;
  readonly outcome: HostOutcome;
  /** Its finding in one sentence; empty when all is well. */
  readonly detail: string;
  /** Its version; absent where it did not say. */
  readonly version?: string;
  /** Series that it serves; absent where it did not say. */
  readonly series?: number;
}

/** Returns the findings with the worst first, those that are alike by group and in the file's order. */
export function worstFirst(findings: readonly HostFinding[]): HostFinding[] {
  return ORDER.flatMap((outcome) => findings.filter((finding) => finding.outcome === outcome));
}

/** Counts the findings by their outcomes, those that there are, the worst first. */
export function countOutcomes(findings: readonly HostFinding[]): Map<HostOutcome, number> {
  const counts = ORDER.map((outcome) =>
    [outcome, findings.filter((finding) => finding.outcome === outcome).length] as const
  );
  return new Map(counts.filter(([, count]) => count > 0));
}

/** Counts the findings by version, the most frequent first. */
export function countVersions(findings: readonly HostFinding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { version } of findings) {
    if (version !== undefined) counts.set(version, (counts.get(version) ?? 0) + 1);
  }
  const collator = new Intl.Collator("en", { numeric: true });
  return new Map(
    [...counts].sort(([a, some], [b, other]) => other - some || collator.compare(b, a)),
  );
}

/** Marks hosts that are well and have another version than most. */
export function markVersions(findings: readonly HostFinding[]): HostFinding[] {
  const [usual] = countVersions(findings).keys();
  return findings.map((finding) =>
    finding.outcome === "ready" && finding.version !== undefined && finding.version !== usual
      ? {
        ...finding,
        outcome: "other_version",
        detail: `It has ${finding.version}; most have ${usual}`,
      }
      : finding
  );
}
