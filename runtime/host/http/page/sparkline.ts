import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";

const WIDTH = 120;
const HEIGHT = 24;
/** Steps without a value that a line still crosses: what collects once a minute has a line, too. */
const BRIDGED_STEPS = 5;

/** A small line of the last quarter of an hour; nothing where there are fewer than two values. */
export function sparkline(
  values: Float32Array,
  format: (value: number) => string,
  most?: number,
): Markup {
  const known = values.filter((value) => Number.isFinite(value));
  if (known.length < 2) return html``;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const label = low === high
    ? `Last 15 minutes: ${format(low)}`
    : `Last 15 minutes: ${format(low)} to ${format(high)}`;
  return html`
    <svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img"
      aria-label="${label}">
      <path d="${linePath(values, Math.max(most ?? high, high))}" />
    </svg>
  `;
}

/** The path of a line from 0 at the bottom to `most` at the top. */
export function linePath(values: Float32Array, most: number): string {
  const step = WIDTH / Math.max(values.length - 1, 1);
  const scale = most > 0 ? (HEIGHT - 2) / most : 0;
  let path = "";
  let last = -Infinity;
  values.forEach((value, index) => {
    if (!Number.isFinite(value)) return;
    const x = Math.round(index * step);
    const y = Math.round((HEIGHT - 1 - Math.max(value, 0) * scale) * 10) / 10;
    path += `${index - last <= BRIDGED_STEPS ? "L" : "M"}${x} ${y}`;
    last = index;
  });
  return path;
}

/** A bar from 0 to 1, of one part or of several; the figure beside it says the same in words. */
export function bar(parts: readonly number[], tone = ""): Markup {
  let x = 0;
  const rects = parts.map((part, index) => {
    const width = Math.round(Math.max(0, Math.min(part, 1 - x / 100)) * 1_000) / 10;
    const rect = html`
      <rect class="part${index % 6}" x="${Math.round(x * 10) / 10}" width="${width}" height="8" />
    `;
    x += width;
    return rect;
  });
  return html`
    <svg class="bar ${tone}" viewBox="0 0 100 8" preserveAspectRatio="none"
      aria-hidden="true">${rects}</svg>
  `;
}
