import type { Item } from "../../../contract/item.ts";
import { roleRule } from "../../../contract/view_kinds.ts";
import { formatValue } from "./format_figure.ts";
import { badge } from "./mark.ts";
import type { Tone } from "./mark.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import type { PageData } from "./section.ts";
import { bar, sparkline } from "./sparkline.ts";

/** One row of a tile. */
export interface Row {
  readonly title: string;
  readonly text: Markup | string;
  /** Shares of a bar, 0 to 1. */
  readonly bar?: readonly number[];
  /** The field whose past is drawn. */
  readonly past?: string;
  /** The value at the top of that drawing; the highest value where absent. */
  readonly most?: number | undefined;
  /** More below it. */
  readonly below?: Markup | undefined;
}

/** A thing as a tile: name, state, rows of figures. */
export function renderTile(
  { front }: PageData,
  { item, name, note, tone, word, rows }: {
    item: Item;
    name: string;
    note: string;
    tone: Tone;
    word: string;
    rows: readonly (Row | undefined)[];
  },
): Markup {
  const known = rows.filter((row) => row !== undefined);
  return html`<li id="${tileId(item)}" class="tile${item.stale ? " stale" : ""}">
<div class="tile-head"><h3>${name}</h3>${
    item.stale ? badge("calm", "no data") : badge(tone, word)
  }</div>${note === "" ? "" : html`<p class="quiet note">${note}</p>`}
<dl>${
    known.map(({ title, text, bar: shares, past, most, below: more }) =>
      html`
        <div class="row${past === undefined ? " wide" : ""}">
          <dt>${title}</dt>
          <dd><span class="value">${text}</span>${shares === undefined
            ? ""
            : bar(shares)}${past === undefined ? "" : sparkline(
              front.past({ kind: item.kind, key: item.key, field: past }),
              chooseFormat(item, past),
              most,
            )}${more ?? ""}</dd>
        </div>
      `
    )
  }</dl>${
    known.length === 0 && !item.stale ? html`<p class="quiet note">It reports no values.</p>` : ""
  }${
    item.stale
      ? html`<p class="quiet note">Last reported <time datetime="${item.at}">${item.at}</time></p>`
      : ""
  }</li>`;
}

/** The id of a thing's element. */
export function tileId({ kind, key }: Item): string {
  return `${kind}:${key}`;
}

/** A row for a figure by itself, where it is known. */
export function figureRow(item: Item, field: string, title: string): Row | undefined {
  const value = item.numbers[field];
  return value === undefined
    ? undefined
    : { title, text: chooseFormat(item, field)(value), past: field };
}

/** A row for a share from 0 to 1, where it is known. */
export function shareRow(item: Item, field: string, title: string): Row | undefined {
  const value = item.numbers[field];
  if (value === undefined) return undefined;
  return { title, text: chooseFormat(item, field)(value), bar: [value], past: field, most: 1 };
}

/** The way in which a field's values are written. */
export function chooseFormat(item: Item, field: string): (value: number) => string {
  const rule = roleRule(item.kind, field);
  const unit = rule?.form === "number" ? rule.unit : "count";
  return (value) => formatValue(value, unit);
}

/** A grid of tiles, as a section. */
export function gridStart(id: string, title: string): Markup {
  return html`
    <section id="${id}" aria-labelledby="${id}-title">
      <h2 id="${id}-title">${title}</h2>
      <ul class="tiles">
  `;
}

/** The end of such a section, with how many things there are besides. */
export function gridEnd(more: number): Markup {
  return html`</ul>${
    more > 0
      ? html`<p class="quiet">${more} more: <a href="/api/v1/items">/api/v1/items</a></p>`
      : ""
  }</section>`;
}
