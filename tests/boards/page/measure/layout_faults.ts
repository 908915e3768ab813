/** Text that is cut off, or lies over other text. */
import type { PanelReport } from "../request.ts";
import type { Piece } from "./pieces.ts";

/** Less than this is rounding. */
const SLACK = 1.5;
/** A line is higher than its letters. */
const LETTERS = 0.7;

/**
 * Returns what is cut off: by its frame, or by an element in between that hides what is too long.
 * Titles of panels and cells of tables are shortened by Grafana itself, and shown whole on hover; to
 * the columns of a wide table one has to scroll.
 */
export function cutTexts(
  pieces: readonly Piece[],
  frame: Element,
): Pick<PanelReport, "faults" | "shortened"> {
  const cut = pieces.filter((piece) => isCut(piece, frame));
  const isShortened = ({ element }: Piece) =>
    element.closest("h2, [role=gridcell], [role=columnheader]") !== null;
  return {
    faults: [
      ...new Set(cut.filter((piece) => !isShortened(piece)).map(({ text }) => `"${text}" is cut`)),
    ],
    shortened: [...new Set(cut.filter(isShortened).map(({ text }) => text))],
  };
}

function isCut({ box, element }: Piece, frame: Element): boolean {
  if (element.closest("[data-may-be-cut]")) return false;
  for (let at: Element | null = element; at; at = at === frame ? null : at.parentElement) {
    if (at instanceof SVGElement && !(at instanceof SVGSVGElement)) continue;
    const { overflowX, overflowY, display } = getComputedStyle(at);
    if (display === "inline" || display === "contents") continue;
    const around = at.getBoundingClientRect();
    const isAside = box.left < around.left - SLACK || box.right > around.right + SLACK;
    const spare = box.height * (1 - LETTERS) / 2;
    const isBelow = box.top + spare < around.top - SLACK ||
      box.bottom - spare > around.bottom + SLACK;
    const hides = at === frame || at instanceof HTMLCanvasElement || at instanceof SVGSVGElement;
    if (isAside && (hides || ["hidden", "clip"].includes(overflowX))) return true;
    if (isBelow && (hides || ["hidden", "clip"].includes(overflowY))) return true;
    // One can scroll to it.
    if (isAside && overflowX !== "visible" || isBelow && overflowY !== "visible") return false;
  }
  return false;
}

/** Returns pairs of texts that lie over each other. */
export function overlaps(pieces: readonly Piece[], frame: Element): string[] {
  const shown = pieces.map((piece) => ({ piece, box: visibleBox(piece, frame) }));
  const found = new Set<string>();
  for (const [index, { piece, box }] of shown.entries()) {
    for (const other of shown.slice(index + 1)) {
      if (piece.element === other.piece.element && !(piece.element instanceof HTMLCanvasElement)) {
        continue;
      }
      if (meet(box, other.box)) found.add(`"${piece.text}" lies over "${other.piece.text}"`);
    }
  }
  return [...found];
}

function meet(a: DOMRect, b: DOMRect): boolean {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return across > SLACK && down > SLACK;
}

/** The letters' own box, within everything around it that hides or scrolls. */
export function visibleBox({ box, element }: Piece, frame: Element): DOMRect {
  const isCanvas = element instanceof HTMLCanvasElement;
  const trim = isCanvas ? 0 : box.height * (1 - LETTERS) / 2;
  let [left, top, right, bottom] = [box.left, box.top + trim, box.right, box.bottom - trim];
  for (let at: Element | null = element; at; at = at === frame ? null : at.parentElement) {
    const { overflowX, overflowY, display } = getComputedStyle(at);
    if (display === "inline" || at instanceof SVGElement) continue;
    const around = at.getBoundingClientRect();
    if (overflowX !== "visible") {
      [left, right] = [Math.max(left, around.left), Math.min(right, around.right)];
    }
    if (overflowY !== "visible") {
      [top, bottom] = [Math.max(top, around.top), Math.min(bottom, around.bottom)];
    }
  }
  return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
}
