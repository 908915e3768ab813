import type { Issue } from "../../../runtime/contract/issue.ts";
import type { GrafanaPanel } from "../layer/panel.ts";
import { boardIssue, describePlace, panelsOf } from "./lint.ts";
import type { NamedBoard } from "./lint.ts";

const COLUMNS = 24;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** No panel covers another, and none goes beyond the edge. */
export function lintLayout({ file, board }: NamedBoard): Issue[] {
  return listLayers(board).flatMap((panels) =>
    panels.flatMap((panel, index) => {
      const place = panel.gridPos;
      if (!place) return [boardIssue(file, describePlace(panel), "has no place (gridPos)")];
      const covered = panels.slice(index + 1).find(({ gridPos }) =>
        gridPos !== undefined && overlaps(place, gridPos)
      );
      return [
        ...(place.x < 0 || place.x + place.w > COLUMNS
          ? [boardIssue(file, describePlace(panel), `goes beyond the ${COLUMNS} columns`)]
          : []),
        ...(covered
          ? [boardIssue(file, describePlace(panel), `covers ${describePlace(covered)}`)]
          : []),
      ];
    })
  );
}

/** Panels that are seen together: those of the board, and those of each closed row. */
function listLayers(board: NamedBoard["board"]): GrafanaPanel[][] {
  const top = (board.panels ?? []) as readonly GrafanaPanel[];
  const closed = top.map((row) => [...(row as { panels?: readonly GrafanaPanel[] }).panels ?? []]);
  const isOpen = new Set(panelsOf(board));
  for (const panel of closed.flat()) isOpen.delete(panel);
  return [[...isOpen], ...closed];
}

function overlaps(a: Place, b: Place): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
