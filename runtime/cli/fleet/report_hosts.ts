import { formatQuantity } from "../../contract/format_quantity.ts";
import { MARKS } from "../doctor/check.ts";
import type { CheckStatus } from "../doctor/check.ts";
import type { Style } from "../style.ts";
import { formatTable } from "../table.ts";
import { countOutcomes, countVersions, HOST_OUTCOMES, worstFirst } from "./host_finding.ts";
import type { HostFinding } from "./host_finding.ts";

/** Groups that are listed with their counts. */
const MAX_GROUPS = 20;

/** Everything that is reported. */
export interface HostReport {
  /** The inventory as the person named it. */
  readonly file: string;
  readonly findings: readonly HostFinding[];
  readonly seconds: number;
  /** Lists hosts that are well, too. */
  readonly isWhole: boolean;
}

/** Writes the findings as lines: what is wrong first, host by host, then by group, then all counts. */
export function reportHosts(report: HostReport, style: Style): string[] {
  const { file, findings, seconds, isWhole } = report;
  const shown = worstFirst(findings).filter(({ outcome }) => isWhole || outcome !== "ready");
  const rows = formatTable(shown.map((finding) => makeRow(finding, style)));
  const groups = groupLines(findings);
  return [
    ...rows,
    ...(rows.length > 0 ? [""] : []),
    ...groups,
    ...(groups.length > 0 ? [""] : []),
    `${formatQuantity(findings.length, "host")} of ${file} in ${seconds.toFixed(1)} s: ${
      [...countOutcomes(findings)].map(([outcome, count]) => `${count} ${outcome}`).join(", ")
    }`,
    ...versionLine(findings),
  ];
}

/** Makes the same for programs. */
export function hostReportJson({ file, findings, seconds }: HostReport): unknown {
  return {
    schema_version: 1,
    inventory: file,
    seconds: Math.round(seconds * 1_000) / 1_000,
    outcomes: Object.fromEntries(countOutcomes(findings)),
    versions: Object.fromEntries(countVersions(findings)),
    hosts: worstFirst(findings).map(({ host, outcome, detail, version, series }) => ({
      instance: host.instance,
      target: host.target,
      group: host.group,
      labels: host.labels,
      outcome,
      status: HOST_OUTCOMES[outcome],
      detail,
      version: version ?? null,
      series: series ?? null,
    })),
  };
}

function makeRow({ host, outcome, detail, version }: HostFinding, style: Style): string[] {
  const status: CheckStatus = HOST_OUTCOMES[outcome];
  const paint = { ok: style.green, warning: style.yellow, failure: style.red }[status];
  return [
    paint(MARKS[status]),
    host.instance,
    host.group === "" ? "-" : host.group,
    paint(outcome),
    detail === "" ? version ?? "" : detail,
  ];
}

/** A rack that died is seen by its count. */
function groupLines(findings: readonly HostFinding[]): string[] {
  const groups = new Map<string, { all: number; wrong: number }>();
  for (const { host: { group }, outcome } of findings) {
    const counts = groups.get(group) ?? { all: 0, wrong: 0 };
    counts.all++;
    if (HOST_OUTCOMES[outcome] === "failure") counts.wrong++;
    groups.set(group, counts);
  }
  const wrong = [...groups].filter(([group, counts]) => group !== "" && counts.wrong > 0)
    .sort(([, a], [, b]) => b.wrong / b.all - a.wrong / a.all || b.wrong - a.wrong);
  const told = wrong.slice(0, MAX_GROUPS);
  const left = wrong.length - told.length;
  return [
    ...formatTable(told.map(([group, counts]) => [
      group,
      counts.wrong === counts.all
        ? `all ${counts.all} with problems`
        : `${counts.wrong} of ${counts.all} with problems`,
    ])),
    ...(left > 0 ? [`and ${left} more groups`] : []),
  ];
}

function versionLine(findings: readonly HostFinding[]): string[] {
  const versions = [...countVersions(findings)];
  return versions.length < 2
    ? []
    : [`Versions: ${versions.map(([version, count]) => `${version} (${count})`).join(", ")}`];
}
