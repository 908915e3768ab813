import type { LogLine } from "../../../contract/item.ts";
import { LOG_LEVELS } from "../../../contract/message.ts";
import type { LogLevel } from "../../../contract/message.ts";
import type { LineChoice } from "../api/pick_lines.ts";
import { pickLines } from "../api/pick_lines.ts";
import { badge, moment } from "./mark.ts";
import type { Tone } from "./mark.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import type { PageData } from "./section.ts";

/** The most lines that the page shows; the API has more. */
export const SHOWN_LINES = 100;

const TONES: Readonly<Record<LogLevel, Tone>> = {
  debug: "calm",
  info: "calm",
  warn: "warn",
  error: "bad",
};

/** The tail of the log with its filters, the newest line first. */
export function renderLog({ front, snapshot }: PageData, choice: LineChoice): Markup {
  if (front.isWithheld) {
    return html`
      <section id="log" aria-labelledby="log-title">
        <h2 id="log-title">Log</h2>
        <p
          class="quiet">Withheld: anybody in the network could read it. Set <code>server.auth</code> to see it here.</p>
      </section>
    `;
  }
  const { lines, leftOut } = front.log();
  const chosen = pickLines(lines, choice).slice(-SHOWN_LINES).reverse();
  const names = snapshot.plugins.plugins.map(({ name }) => name);
  return html`<section id="log" aria-labelledby="log-title"><h2 id="log-title">Log</h2>
<form method="get" action="/#log" id="log-form">
<label>Level <select name="level">${
    LOG_LEVELS.map((level) =>
      html`
        <option value="${level}" ${level === (choice.level ?? "debug")
          ? html`
            selected
          `
          : ""}>${level} and above</option>
      `
    )
  }</select></label>
<label>Plugin <select name="source"><option value="">all</option>${
    names.map((name) =>
      html`<option${
        name === choice.plugin
          ? html`
            selected
          `
          : ""
      }>${name}</option>`
    )
  }</select></label>
<label>Text <input name="q" type="search" maxlength="200" value="${choice.q ?? ""}"></label>
<button>Filter</button></form>
<div class="log" tabindex="0" role="group" aria-label="Log lines, newest first"><ol id="log-lines">${
    chosen.map(renderLine)
  }</ol></div>${
    chosen.length === 0
      ? html`<p class="quiet">None of the last ${lines.length} lines match.</p>`
      : ""
  }${
    leftOut > 0 ? html`<p class="quiet">${leftOut} lines came too fast to be shown.</p>` : ""
  }</section>`;
}

/** One line of the log. */
export function renderLine({ id, at, level, plugin, code, message }: LogLine): Markup {
  return html`
    <li id="line:${id}" data-level="${level}"
      data-plugin="${plugin}">${moment(at)} ${badge(TONES[level], level)} ${code === "" ? "" : html`
        <code>${code}</code>
      `}<span class="message">${message}</span></li>
  `;
}
