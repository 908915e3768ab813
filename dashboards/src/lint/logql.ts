import type { Issue } from "../../../runtime/contract/issue.ts";
import { parser } from "@grafana/lezer-logql";
import { fillLogVariables } from "../promql/fill_variables.ts";
import { boardIssue, queriesOf } from "./lint.ts";
import type { NamedBoard } from "./lint.ts";

/** Labels that our Alloy gives to lines. */
const LABELS = new Set(["job", "container", "compose_project", "compose_service", "level"]);

/** Queries of logs are LogQL, by labels that lines have, and for something. */
export function lintLogs({ file, board }: NamedBoard): Issue[] {
  return queriesOf(board, "loki").flatMap(({ target, place }) => {
    const text = fillLogVariables(target.expr);
    const errors: number[] = [];
    const labels: { label: string; at: number }[] = [];
    parser.parse(text).iterate({
      enter: ({ type, node, from, to }) => {
        if (type.isError) errors.push(from);
        if (node.name === "Identifier" && ["Matcher", "Labels"].includes(node.parent?.name ?? "")) {
          labels.push({ label: text.slice(from, to), at: from });
        }
      },
    });
    const [error] = errors;
    if (error !== undefined) {
      return [boardIssue(file, `${place}, character ${error + 1}`, "is no LogQL", {
        value: target.expr,
      })];
    }
    return labels.filter(({ label }) => !LABELS.has(label)).map(({ label, at }) =>
      boardIssue(file, `${place}, character ${at + 1}`, "lines have no such label", {
        value: label,
        fix: `They have ${[...LABELS].join(", ")}`,
      })
    );
  });
}
