import type { Issue } from "../../../runtime/contract/issue.ts";
import type { MetricCatalog } from "../metrics.ts";
import { lintJudgements } from "./judgements.ts";
import { lintLayout } from "./layout.ts";
import { boardIssue } from "./lint.ts";
import type { BoardLint, NamedBoard } from "./lint.ts";
import { lintLogs } from "./logql.ts";
import { lintQueries, lintTargets } from "./queries.ts";
import { lintBoard, lintPanels } from "./shape.ts";
import { lintDatasources, lintLinks, lintVariables } from "./variables.ts";

const LINTS: readonly BoardLint[] = [
  lintBoard,
  lintPanels,
  lintLayout,
  lintQueries,
  lintTargets,
  lintLogs,
  lintJudgements,
  lintVariables,
  lintDatasources,
  lintLinks,
];

/** Everything that is wrong with boards. */
export function lintBoards(boards: readonly NamedBoard[], catalog: MetricCatalog): Issue[] {
  const uids = new Set(boards.map(({ board }) => board.uid ?? ""));
  return [
    ...boards.flatMap((named) => LINTS.flatMap((lint) => lint(named, { catalog, uids }))),
    ...repeatedUids(boards),
  ];
}

function repeatedUids(boards: readonly NamedBoard[]): Issue[] {
  const first = new Map<string, string>();
  return boards.flatMap(({ file, board: { uid = "" } }) => {
    const other = first.get(uid);
    if (other !== undefined) {
      return [boardIssue(file, "uid", `is that of ${other}, too`, { value: uid })];
    }
    first.set(uid, file);
    return [];
  });
}
