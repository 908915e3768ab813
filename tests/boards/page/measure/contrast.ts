/** Contrast of text by the rules of WCAG 2, level AA. */
import { visibleBox } from "./layout_faults.ts";
import type { Piece } from "./pieces.ts";

type Color = readonly [red: number, green: number, blue: number, alpha: number];

/** Returns text that can hardly be told from what lies behind it. */
export function faintTexts(pieces: readonly Piece[], frame: Element): string[] {
  const found = new Set<string>();
  for (const piece of pieces) {
    const least = isLarge(piece) ? 3 : 4.5;
    const worst = Math.min(
      ...listBackgrounds(piece, frame).map((behind) => computeContrast(piece, behind)),
    );
    if (worst < least) {
      found.add(`"${piece.text}" has a contrast of ${worst.toFixed(1)}, and needs ${least}`);
    }
  }
  return [...found];
}

function isLarge({ fontSize, isBold }: Piece): boolean {
  return fontSize >= 24 || isBold && fontSize >= 18.66;
}

function computeContrast(piece: Piece, behind: Color): number {
  const [red, green, blue, alpha] = parseColor(piece.color);
  const text = over([red, green, blue, alpha * computeOpacity(piece.element)], behind);
  const [light, dark] = [luminance(text), luminance(behind)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** Every colour that may lie behind: a gradient has several. */
function listBackgrounds(piece: Piece, frame: Element): Color[] {
  const { element } = piece;
  const box = visibleBox(piece, frame);
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const below = document.elementsFromPoint(x, y);
  const from = below.indexOf(element);
  const layers: Color[][] = [];
  for (const one of below.slice(Math.max(0, from))) {
    const colors = listPaints(one, element);
    if (colors.length > 0) layers.push(colors);
    if (colors.length > 0 && colors.every(([, , , alpha]) => alpha === 1)) break;
  }
  return layers.reduceRight<Color[]>(
    (behind, colors) => behind.flatMap((one) => colors.map((color) => over(color, one))),
    [[255, 255, 255, 1]],
  );
}

function listPaints(one: Element, text: Element): Color[] {
  const style = getComputedStyle(one);
  const opacity = one.contains(text) ? 1 : computeOpacity(one);
  const fade = ([red, green, blue, alpha]: Color): Color => [red, green, blue, alpha * opacity];
  if (one instanceof SVGElement) {
    if (one === text || !(one instanceof SVGGeometryElement)) return [];
    return [fade(parseColor(style.fill))].filter(([, , , alpha]) => alpha > 0);
  }
  const gradient = style.backgroundImage.match(/(?:rgba?|color)\([^)]+\)/g);
  const colors = (gradient ?? [style.backgroundColor]).map((color) => fade(parseColor(color)));
  return colors.filter(([, , , alpha]) => alpha > 0);
}

function computeOpacity(element: Element): number {
  let opacity = 1;
  for (let at: Element | null = element; at; at = at.parentElement) {
    opacity *= Number(getComputedStyle(at).opacity);
  }
  return opacity;
}

const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

/** Lets the browser read the colour, in whatever way it is written. */
function parseColor(text: string): Color {
  if (!canvas || text === "none") return [0, 0, 0, 0];
  const [red, green, blue, alpha] =
    /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(text)
      ?.slice(1).map((part) => part === undefined ? 1 : Number(part)) ?? [];
  if (red !== undefined) return [red, green ?? 0, blue ?? 0, alpha ?? 1];
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = text;
  canvas.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
}

function over([red, green, blue, alpha]: Color, [r, g, b]: Color): Color {
  const mix = (top: number, bottom: number) => top * alpha + bottom * (1 - alpha);
  return [mix(red, r), mix(green, g), mix(blue, b), 1];
}

function luminance([red, green, blue]: Color): number {
  const linear = (part: number) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
