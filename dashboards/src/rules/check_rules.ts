import type { Issue } from "../../../runtime/contract/issue.ts";
import { nameIssues } from "../lint/metrics_and_labels.ts";
import { habitIssues } from "../lint/promql_habits.ts";
import type { KnownFamily, MetricCatalog } from "../metrics.ts";
import { describePosition } from "../promql/describe_position.ts";
import { isAlert } from "./rule.ts";
import type { Alert, Recording, RuleGroup } from "./rule.ts";

const RECORD_NAME = /^[a-z]+:[a-z0-9_]+:[a-z0-9_]+$/;
const ALERT_NAME = /^LlmMonitor[A-Z][A-Za-z]*$/;
const DURATION = /^\d+[smhd]$/;

/** The series that recording rules write, as families that others may name. */
export function recordedFamilies(groups: readonly RuleGroup[]): KnownFamily[] {
  return groups.flatMap(({ rules, source }) =>
    rules.flatMap((rule) =>
      isAlert(rule) ? [] : [{
        name: rule.record,
        type: "recorded" as const,
        help: rule.help,
        labels: rule.labels,
        source,
      }]
    )
  );
}

/**
 * Finds what is wrong with rules; nothing when all is well.
 *
 * @param catalog has all metrics that there are, without recorded ones.
 */
export function checkRules(groups: readonly RuleGroup[], catalog: MetricCatalog): Issue[] {
  const known = catalog.withRecorded(recordedFamilies(groups));
  const names = new Map<string, string>();
  const issues: Issue[] = [];
  for (const group of groups) {
    if (names.has(group.name)) {
      issues.push(ruleIssue(group.source, `group ${group.name}`, "is there twice"));
    }
    names.set(group.name, `${group.source}: group ${group.name}`);
    for (const rule of group.rules) {
      const name = isAlert(rule) ? rule.alert : rule.record;
      const found = [
        ...isAlert(rule)
          ? alertIssues(rule)
          : recordingIssues(rule, names, `${group.source}: ${name}`),
        ...tabIssues(rule),
      ];
      const query = { expr: rule.expr, file: group.source, place: name };
      issues.push(
        ...found.map((text) => ruleIssue(group.source, name, text)),
        ...nameIssues(query, known),
        ...habitIssues(query, known),
      );
    }
  }
  return issues;
}

function ruleIssue(file: string, path: string, rule: string): Issue {
  return { code: "board_invalid", file, path, rule };
}

/** YAML takes no tab where it may take one for an indent, and nobody sees the difference. */
function tabIssues(rule: Recording | Alert): string[] {
  const texts = Object.entries(
    isAlert(rule)
      ? { expression: rule.expr, summary: rule.summary, description: rule.description }
      : { expression: rule.expr, help: rule.help },
  );
  return texts.filter(([, text]) => text.includes("\t")).map(([part, text]) =>
    `has a tab at ${describePosition(text, text.indexOf("\t"))} of the ${part}; write spaces`
  );
}

function recordingIssues(
  { record }: Recording,
  names: Map<string, string>,
  place: string,
): string[] {
  const issues = RECORD_NAME.test(record) ? [] : ["must be named level:metric:operation"];
  if (names.has(record)) issues.push(`is recorded twice, also at ${names.get(record)}`);
  names.set(record, place);
  return issues;
}

function alertIssues({ alert, lasts, holds, summary, description }: Alert): string[] {
  const issues = ALERT_NAME.test(alert) ? [] : ["must be named LlmMonitor and what is wrong"];
  for (const { time, because } of [lasts, holds]) {
    if (!DURATION.test(time)) issues.push(`has the duration "${time}": write it as 5m`);
    if (because.trim() === "") issues.push(`waits ${time} without a reason`);
  }
  if (summary === "" || /[.\n]$/.test(summary)) {
    issues.push("needs a summary of one line without a full stop");
  }
  if (!description.includes("{{ $value")) issues.push("needs the value in its description");
  return issues;
}
