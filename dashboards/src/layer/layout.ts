import type { Row } from "./board.ts";
import type { PanelDraft } from "./panel.ts";

/** A place on the grid of 24 columns. */
export interface Place {
  readonly h: number;
  readonly w: number;
  readonly x: number;
  readonly y: number;
}

export interface PlacedPanel {
  readonly draft: PanelDraft;
  readonly id: number;
  readonly gridPos: Place;
}

export interface PlacedRow {
  readonly row: Row;
  readonly id: number;
  readonly gridPos: Place;
  readonly panels: readonly PlacedPanel[];
}

const COLUMNS = 24;

/** Gives panels the width by which so many stand in a line. */
export function arrangeInLines(count: number, panels: readonly PanelDraft[]): PanelDraft[] {
  return panels.map((panel) => ({ ...panel, w: COLUMNS / count }));
}

/** Lays panels out as text: from left to right, and in a new line where the width ends. */
export function placeRows(rows: readonly Row[]): PlacedRow[] {
  let y = 0;
  let id = 1;
  return rows.map((row) => {
    const placed = { row, id: id++, gridPos: { h: 1, w: COLUMNS, x: 0, y } };
    y += 1;
    const panels = placePanels(row.panels, y).map((panel) => ({ ...panel, id: id++ }));
    // The panels of a closed row take no room until it is opened.
    if (!row.isCollapsed) y = findEnd(panels, y);
    return { ...placed, panels };
  });
}

function placePanels(
  drafts: readonly PanelDraft[],
  top: number,
): { draft: PanelDraft; gridPos: Place }[] {
  let [x, y, height] = [0, top, 0];
  return drafts.map((draft) => {
    if (x + draft.w > COLUMNS) [x, y, height] = [0, y + height, 0];
    const gridPos = { h: draft.h, w: draft.w, x, y };
    x += draft.w;
    height = Math.max(height, draft.h);
    return { draft, gridPos };
  });
}

function findEnd(panels: readonly { gridPos: Place }[], top: number): number {
  return Math.max(top, ...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
}
