import type { LineChoice } from "../api/pick_lines.ts";
import { formatCount } from "./format_figure.ts";
import { iconUrl, moment, stateWords } from "./mark.ts";
import { html, Markup } from "./markup.ts";
import { renderContainers } from "./render_containers.ts";
import { renderGpus } from "./render_gpus.ts";
import { renderHost } from "./render_host.ts";
import { renderIsolation } from "./render_isolation.ts";
import { renderLlmServers } from "./render_llm_servers.ts";
import { renderLog } from "./render_log.ts";
import { renderPermissions } from "./render_permissions.ts";
import { renderPlugins } from "./render_plugins.ts";
import { renderProblems } from "./render_problems.ts";
import { sectionHtml } from "./section.ts";
import type { PageData, Section } from "./section.ts";
import script from "./page.js" with { type: "text" };
import style from "./page.css" with { type: "text" };

/** The sections of the page that change by parts, in their order. */
export function renderSections(data: PageData): Section[] {
  const nothing = data.snapshot.items.length === 0 ? [renderNothing()] : [];
  return [
    renderProblems(data),
    renderGpus(data),
    renderLlmServers(data),
    renderContainers(data),
    renderHost(data),
    ...nothing,
    renderPlugins(data),
    renderPermissions(data),
    renderIsolation(data),
  ].filter((section) => section !== undefined);
}

function renderNothing(): Section {
  return {
    id: "nothing",
    before: html`
      <section id="nothing" aria-labelledby="nothing-title">
        <h2 id="nothing-title">Nothing measured yet</h2>
        <p>No plugin has told of a card, a server, a container or the machine. Right after a start this takes some seconds;
      later the list of plugins below says why. To see what it looks like: <code>deno task mock</code>.</p>
    `,
    parts: [],
    after: html`</section>`,
  };
}

/** The state of the whole, as the header says it. */
export function renderState({ snapshot }: PageData): Markup {
  const { tone, shape, words } = stateWords(snapshot.state, snapshot.problems);
  return html`
    <p id="state" class="state ${tone}"
      role="status"><span aria-hidden="true">${shape} </span>${words}</p>
  `;
}

/** The title of the page, which carries the state into the list of tabs. */
export function pageTitle({ snapshot }: PageData): string {
  const { shape, words } = stateWords(snapshot.state, snapshot.problems);
  return `${shape} ${words} - llm-monitor`;
}

/** The icon of the page, as a data: address. */
export function pageIcon({ snapshot }: PageData): string {
  return iconUrl(stateWords(snapshot.state, snapshot.problems).tone);
}

/** The body of the page below its header. */
export function renderMain(
  data: PageData,
  sections: readonly Section[],
  choice: LineChoice,
): Markup {
  return html`<main id="main">${sections.map(sectionHtml)}${renderLog(data, choice)}</main>`;
}

/** The placeholder for the nonce of each answer. */
export const NONCE = "NONCE-OF-THIS-ANSWER";

/** The page up to its body; the nonce stands where {@linkcode NONCE} does. */
export function renderHead(
  { title, icon, isLive }: { title: string; icon: string; isLive: boolean },
): Markup {
  return html`
    <!doctype html>
    <html lang="en">
      <head><meta charset="utf-8"><title>${title}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" id="icon" href="${icon}">
    <style nonce="${NONCE}">${new Markup(style)}</style>${isLive
      ? html`<script nonce="${NONCE}" type="module">${new Markup(script)}</script>
<noscript><meta http-equiv="refresh" content="15"></noscript>`
      : ""}</head>
  `;
}

/** The whole page. */
export function renderPage(
  data: PageData,
  { page, sections, choice }: {
    page: string;
    sections: readonly Section[];
    choice: LineChoice;
  },
): Markup {
  const head = renderHead({ title: pageTitle(data), icon: pageIcon(data), isLive: true });
  return html`
    ${head}<body data-page="${page}"><a class="skip" href="#main">Skip to the problems</a>
    ${renderHeader(data, sections)}
    ${renderMain(data, sections, choice)}
    ${renderFooter(data)}</body></html>
  `;
}

function renderHeader(data: PageData, sections: readonly Section[]): Markup {
  const { status, at } = data.snapshot;
  const titles: Readonly<Record<string, string>> = {
    problems: "Problems",
    gpus: "GPUs",
    "llm-servers": "LLM servers",
    containers: "Containers",
    machine: "Machine",
    plugins: "Plugins",
    permissions: "Permissions",
    isolation: "Isolation",
  };
  const links = sections.filter(({ id }) => titles[id] !== undefined);
  return html`
    <header>
      <div class="head"><h1>llm-monitor</h1>${renderState(data)}
    <p class="quiet updated">updated <span id="updated">${moment(at)}</span>, started ${moment(
      status.started_at,
    )}</p>
    <div class="controls" id="controls" hidden><button type="button" id="pause" aria-pressed="false">Pause</button>
    <label>Theme <select id="theme"><option value="">system</option><option>light</option><option>dark</option></select></label></div></div>
      <p id="notice" role="status" class="notice"></p>
      <nav aria-label="Sections">
        <ul>${links.map(({ id }) =>
          html`<li><a href="#${id}">${titles[id]}</a></li>`
        )}<li><a href="#log">Log</a></li></ul>
      </nav>
    </header>
  `;
}

function renderFooter({ snapshot: { status } }: PageData): Markup {
  return html`
    <footer>
      <p class="quiet">llm-monitor ${status.version}, Deno ${status.deno_version}, ${formatCount(
        status.series,
      )} series</p>
      <nav aria-label="Endpoints">
        <ul>${[
          "/metrics",
          "/health",
          "/ready",
          "/api/v1/status",
          "/api/v1/problems",
          "/api/v1/openapi.json",
        ].map((path) => html`<li><a href="${path}">${path}</a></li>`)}</ul>
      </nav>
    </footer>
  `;
}
