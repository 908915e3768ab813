import type { PanelReport } from "../request.ts";
import { faintTexts } from "./contrast.ts";
import { cutTexts, overlaps, visibleBox } from "./layout_faults.ts";
import { piecesIn } from "./pieces.ts";

/** Looks at what was drawn in a frame: a panel, or the head of the board. */
export function faultsIn(frame: Element): Pick<PanelReport, "faults" | "shortened" | "texts"> {
  const all = piecesIn(frame);
  // One has to scroll to the others, and then they are drawn in the same way.
  const pieces = all.filter((piece) => {
    const { width, height } = visibleBox(piece, frame);
    return width > 0 && height > 0;
  });
  const { faults, shortened } = cutTexts(pieces, frame);
  return {
    faults: [...faults, ...overlaps(pieces, frame), ...faintTexts(pieces, frame)],
    shortened: [...shortened, ...hiddenColumns(frame)],
    texts: all.map(({ text }) => text),
  };
}

/** Returns a word for columns of a table that one has to scroll to. */
function hiddenColumns(frame: Element): string[] {
  const grids = [...frame.querySelectorAll("[role=grid]")];
  return grids.some((grid) => grid.scrollWidth > grid.clientWidth + 1) ? ["all columns"] : [];
}
