import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";

/** The start of a section that is a table. On narrow screens rows become blocks with titled cells. */
export function tableStart(
  id: string,
  title: string,
  columns: readonly string[],
  intro: Markup = html``,
): Markup {
  return html`
    <section id="${id}"
      aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${intro}
    <div class="scroll" tabindex="0" role="group" aria-label="Table of ${title
      .toLowerCase()}, scrolls sideways"><table><thead><tr>${columns
      .map((column) => html`<th scope="col">${column}</th>`)}</tr></thead><tbody>
  `;
}

/** The end of such a section, with how many rows there are besides. */
export function tableEnd(more = 0): Markup {
  return html`</tbody></table></div>${
    more > 0
      ? html`<p class="quiet">${more} more: <a href="/api/v1/items">/api/v1/items</a></p>`
      : ""
  }</section>`;
}
