/** Every piece of text that is shown, whoever drew it. */
import { canvasTexts } from "./canvas_texts.ts";

export interface Piece {
  readonly text: string;
  readonly box: DOMRect;
  /** The element whose style it has, or the canvas on which it stands. */
  readonly element: Element;
  readonly color: string;
  readonly fontSize: number;
  readonly isBold: boolean;
}

export function piecesIn(root: Element): Piece[] {
  return [...elementTexts(root), ...[...root.querySelectorAll("canvas")].flatMap(canvasPieces)];
}

function elementTexts(root: Element): Piece[] {
  const pieces: Piece[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.replaceAll(/\s+/g, " ").trim() ?? "";
    if (!element || text === "" || ["STYLE", "SCRIPT"].includes(element.tagName)) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const style = getComputedStyle(element);
    const isSvg = element instanceof SVGElement;
    for (const box of isSvg ? [element.getBoundingClientRect()] : range.getClientRects()) {
      // What is one pixel wide is there for screen readers alone.
      if (box.width <= 1 || box.height <= 1 || isForScreenReaders(element)) continue;
      pieces.push({
        text,
        box,
        element,
        color: isSvg ? style.fill : style.color,
        fontSize: parseFloat(style.fontSize),
        isBold: Number(style.fontWeight) >= 700,
      });
    }
  }
  return pieces;
}

function isForScreenReaders(element: Element): boolean {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const { width, height } = at.getBoundingClientRect();
    if (width <= 1 && height <= 1 && getComputedStyle(at).overflow === "hidden") return true;
  }
  return false;
}

function canvasPieces(canvas: HTMLCanvasElement): Piece[] {
  const place = canvas.getBoundingClientRect();
  return canvasTexts(canvas).map(({ text, box, color, fontSize }) => ({
    text,
    box: new DOMRect(place.x + box.x, place.y + box.y, box.width, box.height),
    element: canvas,
    color,
    fontSize,
    isBold: false,
  }));
}
