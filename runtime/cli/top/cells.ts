import { printable } from "../printable.ts";

/** A piece of text on the screen, and how it is painted once it has its width. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
  readonly align?: "left" | "right";
}

const GAP = "  ";

/**
 * Sets rows in columns that fit the screen. The last column gives way first, then the widest one, so that
 * figures stay whole and names are cut.
 */
export function layRows(rows: readonly (readonly Cell[])[], columns: number): string[] {
  const safe = rows.map((row) => row.map((cell) => ({ ...cell, text: oneLine(cell.text) })));
  const widths = measureWidths(safe, columns);
  return safe.map((row) =>
    row.map(({ text, paint, align }, index) => {
      const width = widths[index] ?? 0;
      const cut = cutTo(text, width);
      const set = align === "right" ? cut.padStart(width) : cut.padEnd(width);
      return paint ? paint(set) : set;
    }).join(GAP).trimEnd()
  );
}

/** Cuts text that is too long, and says so by three dots. */
export function cutTo(text: string, width: number): string {
  if (text.length <= width) return text;
  return width <= 3 ? text.slice(0, width) : `${text.slice(0, width - 3)}...`;
}

/** Text without line breaks and control characters: it may come from a server. */
export function oneLine(text: string): string {
  return printable(text.replaceAll(/[\r\n\t]+/g, " "));
}

const LEAST_WIDTH = 4;

function measureWidths(rows: readonly (readonly Cell[])[], columns: number): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach(({ text }, index) => {
      widths[index] = Math.max(widths[index] ?? 0, text.length);
    });
  }
  let over = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1) -
    columns;
  const last = widths.length - 1;
  while (over > 0) {
    const index = (widths[last] ?? 0) > LEAST_WIDTH ? last : widths.indexOf(Math.max(...widths));
    const width = widths[index] ?? 0;
    if (width <= LEAST_WIDTH) break;
    widths[index] = Math.max(width - over, LEAST_WIDTH);
    over -= width - (widths[index] ?? 0);
  }
  return widths;
}
