import { isAlert } from "./rule.ts";
import type { Alert, Recording, RuleGroup } from "./rule.ts";

/** The page with a section for each alert, in the repository: where it is served, everybody decides. */
export const RUNBOOKS = "docs/runbooks.md";

/** Renders the file of some groups, as Prometheus reads it. */
export function renderRules(groups: readonly RuleGroup[], sources: readonly string[]): string {
  const head = `# Made by "deno task dashboards" from ${sources.join(", ")}.\n`;
  return `${head}groups:\n${groups.map(renderGroup).join("")}`;
}

/** Returns the name of a group in its file. */
export function groupName({ name }: RuleGroup): string {
  return `llm_monitor_${name}`;
}

function renderGroup(group: RuleGroup): string {
  const { interval, rules } = group;
  const own = interval === undefined ? "" : `    interval: ${interval}\n`;
  return `  - name: ${groupName(group)}\n${own}    rules:\n${
    rules.map((rule) => isAlert(rule) ? renderAlert(rule) : renderRecording(rule)).join("")
  }`;
}

function renderRecording({ record, expr, help }: Recording): string {
  return `      # ${help}\n      - record: ${record}\n${renderExpr(expr)}`;
}

function renderAlert(
  { alert, severity, expr, lasts, holds, summary, description }: Alert,
): string {
  const waits = lasts.time === "0s" ? "" : `        for: ${lasts.time}\n`;
  const keeps = holds.time === "0s" ? "" : `        keep_firing_for: ${holds.time}\n`;
  return [
    `      # Waits ${lasts.time}: ${lasts.because}.\n`,
    `      # Holds ${holds.time}: ${holds.because}.\n`,
    `      - alert: ${alert}\n`,
    renderExpr(expr),
    waits,
    keeps,
    `        labels:\n          severity: ${severity}\n`,
    `        annotations:\n`,
    `          summary: ${quoted(summary)}\n`,
    `          description: ${quoted(description)}\n`,
    `          runbook_url: ${quoted(`${RUNBOOKS}#${alert.toLowerCase()}`)}\n`,
  ].join("");
}

function renderExpr(expr: string): string {
  if (!expr.includes("\n")) return `        expr: ${quoted(expr)}\n`;
  return `        expr: |\n${expr.split("\n").map((line) => `          ${line}\n`).join("")}`;
}

/** A text between single quotes, in which YAML reads nothing into it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
