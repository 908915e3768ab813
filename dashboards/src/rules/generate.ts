import { IssuesError } from "../../../runtime/contract/issue.ts";
import type { MetricCatalog } from "../metrics.ts";
import { RULE_FILES, RULE_GROUPS } from "./all.ts";
import { checkRules } from "./check_rules.ts";
import { checkRunbooks } from "./check_runbooks.ts";
import { renderRules } from "./render_rules.ts";
import { STACK_FAMILIES } from "./stack_metrics.ts";

/**
 * The text of every file of rules, by its path in the repository.
 *
 * @throws {IssuesError} with everything that is wrong with rules, or with their runbooks.
 */
export function generateRules(catalog: MetricCatalog, runbooks: string): Map<string, string> {
  const issues = [
    ...checkRules(RULE_GROUPS, catalog.withRecorded(STACK_FAMILIES)),
    ...checkRunbooks(RULE_GROUPS, runbooks),
  ];
  if (issues.length > 0) throw new IssuesError(issues);
  return new Map(
    Object.entries(RULE_FILES).map(([name, groups]) => {
      const sources = [...new Set(groups.map(({ source }) => source))];
      return [`dashboards/rules/${name}.yml`, renderRules(groups, sources)];
    }),
  );
}
