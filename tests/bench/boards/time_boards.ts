/** Times what opening a board asks Prometheus for. */
import { askBoard } from "../../dashboards/ask_board.ts";
import type { Where } from "../../dashboards/ask_board.ts";
import type { NamedBoard } from "../../dashboards/boards.ts";
import type { Board } from "../../dashboards/model/board.ts";
import { median } from "../figure.ts";

/** The middle of some rounds, and their range, in seconds. */
export interface Rounds {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** A board's time over one range. */
export interface BoardTime extends Rounds {
  readonly queries: number;
}

const ROUNDS = 5;

/** All questions of a board as it opens, asked at once as a browser does. */
export async function timeBoard({ name, board }: NamedBoard, where: Where): Promise<BoardTime> {
  const opened = asItOpens(board);
  const seconds: number[] = [];
  let queries = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const startMs = performance.now();
    const answers = await askBoard(opened, where);
    // The first one reads the storage into memory.
    if (round > 0) seconds.push((performance.now() - startMs) / 1_000);
    const failed = answers.find(({ error }) => error !== undefined);
    if (failed) throw new Error(`${name}: ${failed.question}: ${failed.error}`);
    queries = answers.length;
  }
  return { ...summarize(seconds), queries };
}

export function summarize(values: readonly number[]): Rounds {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

/** Closed rows ask nothing until somebody opens them. */
function asItOpens(board: Board): Board {
  return {
    ...board,
    panels: board.panels.filter(({ type, collapsed }) => type !== "row" || !collapsed),
  };
}
