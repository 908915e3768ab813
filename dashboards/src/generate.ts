import { IssuesError } from "../../runtime/contract/issue.ts";
import { BOARDS } from "./boards/all.ts";
import { renderBoard } from "./layer/render_board.ts";
import { sortKeys } from "./layer/sort_keys.ts";
import { lintBoards } from "./lint/lint_boards.ts";
import { lintCoverage } from "./lint/coverage.ts";
import { queriesOf } from "./lint/lint.ts";
import type { NamedBoard } from "./lint/lint.ts";
import { UNCHARTED } from "./lint/uncharted.ts";
import type { MetricCatalog } from "./metrics.ts";
import { RULE_GROUPS } from "./rules/all.ts";

/** Every board, with the path of its file. */
export function renderBoards(catalog: MetricCatalog): NamedBoard[] {
  return BOARDS.map((board) => ({
    file: `dashboards/boards/${board.name}.json`,
    board: renderBoard(board, catalog),
  }));
}

/**
 * The text of every generated file, by its path in the repository.
 *
 * @throws {IssuesError} with everything by which a board would lie, or would not be taken.
 */
export function generateBoards(catalog: MetricCatalog): Map<string, string> {
  const boards = renderBoards(catalog);
  const issues = [
    ...lintBoards(boards, catalog),
    ...lintCoverage(
      // Rules may record for others, such as a Prometheus above this one.
      catalog.families.filter(({ type }) => type !== "recorded"),
      [...boards.flatMap(listExpressions), ...ruleExpressions()],
      UNCHARTED,
    ),
  ];
  if (issues.length > 0) throw new IssuesError(issues);
  return new Map(boards.map(({ file, board }) => [file, toJson(board)]));
}

function listExpressions({ board }: NamedBoard): string[] {
  return queriesOf(board, "prometheus").map(({ target }) => target.expr);
}

function ruleExpressions(): string[] {
  return RULE_GROUPS.flatMap(({ rules }) => rules.map(({ expr }) => expr));
}

function toJson(value: unknown): string {
  return `${JSON.stringify(sortKeys(value), null, 2)}\n`;
}
