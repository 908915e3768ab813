import type { Issue } from "../../../runtime/contract/issue.ts";
import type { KnownFamily } from "../metrics.ts";
import { parseQuery } from "../promql/parse_query.ts";
import { boardIssue } from "./lint.ts";

const LIST = "dashboards/src/lint/uncharted.ts";

/**
 * Returns an issue for each family that no query uses and no list excuses, and for each needless excuse.
 * A plugin of which nothing is used or excused is one of the operator's own: it needs no boards.
 */
export function lintCoverage(
  families: readonly KnownFamily[],
  expressions: readonly string[],
  uncharted: Readonly<Record<string, readonly string[]>>,
): Issue[] {
  const used = new Set(
    expressions.flatMap((expr) => parseQuery(expr).selectors.map(({ metric }) => metric)),
  );
  const isUsed = ({ name, type }: KnownFamily) =>
    type === "histogram"
      ? ["_bucket", "_sum", "_count"].some((part) => used.has(name + part))
      : used.has(name);
  const excused = new Set(Object.values(uncharted).flat());
  const isKnown = (family: KnownFamily) => isUsed(family) || excused.has(family.name);
  const charted = new Set(families.filter(isKnown).map(({ source }) => source));
  const isOurs = ({ source }: KnownFamily) => !isManifest(source) || charted.has(source);
  const byName = new Map(families.map((family) => [family.name, family]));
  return [
    ...families.filter((family) => !isKnown(family) && isOurs(family)).map((family) =>
      boardIssue(family.source, family.name, "no board and no rule uses it", {
        fix: `Chart it, or say in ${LIST} why not`,
      })
    ),
    ...[...excused].flatMap((name) => {
      const family = byName.get(name);
      if (!family) return [boardIssue(LIST, name, "no plugin declares it")];
      return isUsed(family) ? [boardIssue(LIST, name, "is used, and needs no excuse")] : [];
    }),
  ];
}

function isManifest(source: string): boolean {
  return /^plugins\/\w+\/plugin\.yaml$/.test(source);
}
