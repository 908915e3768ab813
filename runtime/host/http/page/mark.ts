import { formatQuantity } from "../../../contract/format_quantity.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";

/** A judgement: a colour, a shape and, beside it, a word. */
export type Tone = "good" | "calm" | "warn" | "bad";

/** Shapes tell the tones apart for those who see no colours. */
const SHAPES: Readonly<Record<Tone, string>> = {
  good: "\u2713",
  calm: "\u25cb",
  warn: "\u25b2",
  bad: "\u2715",
};

/** A word with its colour and shape. */
export function badge(tone: Tone, word: string): Markup {
  return html`<span class="badge ${tone}"><span aria-hidden="true">${
    SHAPES[tone]
  } </span>${word}</span>`;
}

/** The state of the whole in a few words, its shape, and the tone of both. */
export function stateWords(
  state: "healthy" | "critical" | "warning",
  problems: readonly { readonly severity: string }[],
): { tone: Tone; shape: string; words: string } {
  const critical = problems.filter(({ severity }) => severity === "critical").length;
  const warnings = problems.length - critical;
  const tone = state === "healthy" ? "good" : state === "critical" ? "bad" : "warn";
  const words = state === "healthy" ? "Healthy" : [
    ...(critical > 0 ? [`${critical} critical`] : []),
    ...(warnings > 0 ? [formatQuantity(warnings, "warning")] : []),
  ].join(", ");
  return { tone, shape: SHAPES[tone], words };
}

const ICON_COLOURS: Readonly<Record<Tone, string>> = {
  good: "#157f3c",
  calm: "#566175",
  warn: "#b26a00",
  bad: "#c4161c",
};
const ICON_PATHS: Readonly<Record<Tone, string>> = {
  good: "M4 8l3 3 5-6",
  calm: "M8 5v6",
  warn: "M8 4v5M8 11v1",
  bad: "M5 5l6 6M11 5l-6 6",
};

/** The icon of the page's tab, as a data: address. */
export function iconUrl(tone: Tone): string {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8" ` +
    `fill="${ICON_COLOURS[tone]}"/><path d="${
      ICON_PATHS[tone]
    }" fill="none" stroke="#fff" stroke-width="2"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** A moment; the script writes how long ago it was. */
export function moment(at: string): Markup {
  return html`<time datetime="${at}">${at.replace(/^.*T(\d\d:\d\d:\d\d).*$/, "$1 UTC")}</time>`;
}
