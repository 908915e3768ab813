import { formatTime } from "./format_figure.ts";
import { html } from "hono/html";
import type { PluginsAnswer, StatusAnswer } from "../../../contract/status.ts";
import type { Markup } from "./markup.ts";
import { renderIsolation } from "./render_isolation.ts";
import { renderPlugins } from "./render_plugins.ts";

/**
 * The status page. Whole without its script, which only fetches it again. Plugins choose much of
 * the text on it: every value goes through the `html` tag, which escapes it.
 */
export function renderPage(plugins: PluginsAnswer, status: StatusAnswer): Markup {
  return html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <title>llm-monitor</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="/page.css">
        <script src="/page.js" defer></script>
        <noscript><meta http-equiv="refresh" content="15"></noscript>
      </head>
      <body>
        <header>
          <h1>llm-monitor</h1>
          <nav aria-label="Endpoints">
            <ul>
              <li><a href="/metrics">/metrics</a></li>
              <li><a href="/health">/health</a></li>
              <li><a href="/ready">/ready</a></li>
              <li><a href="/api/v1/plugins">/api/v1/plugins</a></li>
              <li><a href="/api/v1/status">/api/v1/status</a></li>
            </ul>
          </nav>
        </header>
        <p id="notice" role="status"></p>
        <main>
    ${renderFigures(status)}
    <h2 id="plugins">Plugins</h2>
    ${renderPlugins(plugins.plugins)}
    <h2 id="isolation">Isolation</h2>
    ${renderIsolation(status.isolation)}
        </main>
      </body>
    </html>
  `;
}

function renderFigures(status: StatusAnswer): Markup {
  const { ready, not_ready: waiting, config_reload: reload } = status;
  const total = Object.values(status.plugins).reduce((sum, count) => sum + count, 0);
  return html`
    <dl class="figures">
      <div>
        <dt>Ready</dt>
        <dd>${ready
          ? html`<span class="badge good">yes</span>`
          : html`<span class="badge warn">not yet</span>`}</dd>
      </div>
      <div>
        <dt>Plugins</dt>
        <dd>${total}</dd>
      </div>
      <div>
        <dt>Series</dt>
        <dd>${status.series}</dd>
      </div>
      <div>
        <dt>Running since</dt>
        <dd>${formatTime(status.started_at)}</dd>
      </div>
      <div>
        <dt>Version</dt>
        <dd>${status.version}</dd>
      </div>
      <div>
        <dt>Deno</dt>
        <dd>${status.deno_version}</dd>
      </div>
    </dl>
    ${waiting.length > 0 ? html`<ul>${waiting.map((reason) => html`<li>${reason}</li>`)}</ul>` : ""}
    ${reload && !reload.ok
      ? html`<p><span class="badge bad">config not reloaded</span> ${reload.message}</p>`
      : ""}
  `;
}
