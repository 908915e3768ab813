import type { FamilyDeclaration } from "./metric.ts";
import { nearest } from "./nearest.ts";
import { roleRule, VIEW_KINDS } from "./view_kinds.ts";
import type { View, ViewSource } from "./view.ts";
import type { RoleRule } from "./view_kinds.ts";

/** A broken rule, and where. */
export interface ViewIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Checks views against the metrics that the same manifest declares. */
export function lintViews(
  views: readonly View[],
  metrics: readonly FamilyDeclaration[],
): ViewIssue[] {
  const byName = new Map(metrics.map((family) => [family.name, family]));
  return views.flatMap(({ kind, key, fields }, index) =>
    Object.entries(fields).flatMap(([role, sources]) => {
      const path = [index, "fields", role];
      const rule = roleRule(kind, role);
      if (!rule) return [{ path, message: unknownRole(kind, role) }];
      return sources.flatMap((source) =>
        lintSource(rule, source, { key, family: byName.get(source.metric) })
          .map((message) => ({ path, message }))
      );
    })
  );
}

function unknownRole(kind: View["kind"], role: string): string {
  const roles = Object.keys(VIEW_KINDS[kind]);
  const meant = nearest(role, roles);
  return `"${role}" is not a role of ${kind}` +
    (meant === undefined ? `; there are ${roles.join(", ")}` : `; did you mean "${meant}"?`);
}

function lintSource(
  { form }: RoleRule,
  { metric, where = {}, except = {}, label, say }: ViewSource,
  { key, family }: { key: readonly string[]; family: FamilyDeclaration | undefined },
): string[] {
  if (!family) return [`"${metric}" is not among the metrics of this manifest`];
  if (family.detail === "full") {
    return [`"${metric}" can be left out (detail: full), and views cannot`];
  }
  const texts = label === undefined ? [] : [label].flat();
  const used = [...key, ...Object.keys(where), ...Object.keys(except), ...texts];
  const missing = used.filter((one) => !family.labels.includes(one));
  const issues = missing.map((one) => `"${metric}" has no label "${one}"`);
  if (form === "number" && (texts.length > 0 || say !== undefined)) {
    issues.push("is a number, so it cannot have label or say");
  }
  if (form === "parts" && texts.length === 0) {
    issues.push("needs a label, whose values are the parts");
  }
  if (form === "text" && (texts.length > 0) === (say !== undefined)) {
    issues.push("is a text, so it needs either label or say");
  }
  if (family.type === "histogram" && form !== "number") {
    issues.push(`"${metric}" is a histogram, which can only be a number`);
  }
  return issues;
}
