import { MetricCatalog } from "../metrics.ts";
import type { KnownFamily } from "../metrics.ts";
import { parseQuery } from "../promql/parse_query.ts";
import { isAlert } from "./rule.ts";
import type { Alert, Recording, RuleGroup } from "./rule.ts";

/** Functions that take counters alone. */
const COUNTER_FUNCTIONS = ["rate", "irate", "increase"];
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
 * Finds what is wrong with rules, one sentence each, with file and place; nothing when all is well.
 *
 * @param catalog has all metrics that there are, without recorded ones.
 */
export function checkRules(groups: readonly RuleGroup[], catalog: MetricCatalog): string[] {
  const known = catalog.withRecorded(recordedFamilies(groups));
  const names = new Map<string, string>();
  const issues: string[] = [];
  for (const group of groups) {
    const where = `${group.source}: group ${group.name}`;
    if (names.has(group.name)) issues.push(`${where}: is there twice`);
    names.set(group.name, where);
    for (const rule of group.rules) {
      const place = `${group.source}: ${isAlert(rule) ? rule.alert : rule.record}`;
      issues.push(
        ...(isAlert(rule) ? alertIssues(rule) : recordingIssues(rule, names, place))
          .map((issue) => `${place}: ${issue}`),
        ...expressionIssues(rule.expr, known).map((issue) => `${place}: ${issue}`),
      );
    }
  }
  return issues;
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

function expressionIssues(expr: string, known: MetricCatalog): string[] {
  const { errors, selectors, labels, fallbacks } = parseQuery(expr);
  const at = (position: number) => {
    const before = expr.slice(0, position).split("\n");
    return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1} of the expression`;
  };
  const issues = errors.slice(0, 1).map((position) => `is no PromQL at ${at(position)}`);
  issues.push(
    ...fallbacks.map((position) => `hides absence by "or vector(...)" at ${at(position)}`),
  );
  for (const { metric, matchers, call, at: position } of selectors) {
    const series = known.find(metric);
    if (!series) {
      const near = known.suggest(metric);
      const hint = near === undefined ? "" : `; did you mean ${near}?`;
      issues.push(`names "${metric}", which nothing writes, at ${at(position)}${hint}`);
      continue;
    }
    for (const { label, at: place } of matchers) {
      if (series.labels.has(label)) continue;
      issues.push(
        `matches the label "${label}", which ${metric} does not have, at ${at(place)}; ` +
          `it has ${[...series.labels].join(", ")}`,
      );
    }
    for (const { label, value, at: place } of matchers) {
      if (label === "le" && /^\d+$/.test(value)) {
        issues.push(`matches le="${value}" at ${at(place)}: bounds are written "${value}.0"`);
      }
    }
    if (call && COUNTER_FUNCTIONS.includes(call) && !series.isCounter) {
      issues.push(`takes ${call}() of ${metric}, which is no counter, at ${at(position)}`);
    }
  }
  const all = new Set(selectors.flatMap(({ metric }) => [...known.find(metric)?.labels ?? []]));
  for (const { label, at: position } of labels) {
    // label_replace may have made it.
    if (all.has(label) || expr.includes(`"${label}"`)) continue;
    issues.push(`groups by "${label}", which none of its metrics has, at ${at(position)}`);
  }
  return issues;
}
