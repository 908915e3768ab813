import { BOARDS } from "./boards/all.ts";
import { renderBoard } from "./layer/render_board.ts";
import { sortKeys } from "./layer/sort_keys.ts";
import type { MetricCatalog } from "./metrics.ts";

/** The text of every generated file, by its path in the repository. */
export function generateBoards(catalog: MetricCatalog): Map<string, string> {
  return new Map(BOARDS.map((board) => [
    `dashboards/boards/${board.name}.json`,
    `${JSON.stringify(sortKeys(renderBoard(board, catalog)), null, 2)}\n`,
  ]));
}
