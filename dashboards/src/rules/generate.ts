import type { MetricCatalog } from "../metrics.ts";
import { RULE_FILES, RULE_GROUPS } from "./all.ts";
import { checkRules } from "./check_rules.ts";
import { renderRules } from "./render_rules.ts";
import { STACK_FAMILIES } from "./stack_metrics.ts";

/**
 * The text of every file of rules, by its path in the repository.
 *
 * @throws {Error} with everything that is wrong, a line each.
 */
export function generateRules(catalog: MetricCatalog): Map<string, string> {
  const issues = checkRules(RULE_GROUPS, catalog.withRecorded(STACK_FAMILIES));
  if (issues.length > 0) throw new Error(`Cannot write the rules:\n${issues.join("\n")}`);
  return new Map(
    Object.entries(RULE_FILES).map(([name, groups]) => {
      const sources = [...new Set(groups.map(({ source }) => source))];
      return [`dashboards/rules/${name}.yml`, renderRules(groups, sources)];
    }),
  );
}
