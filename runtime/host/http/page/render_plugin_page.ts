import { PERMISSION_KINDS, PERMISSIONS } from "../../../contract/permissions.ts";
import type { PluginStatus } from "../../../contract/status.ts";
import { pickLines } from "../api/pick_lines.ts";
import { formatCount } from "./format_figure.ts";
import { iconUrl, moment } from "./mark.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { renderLine } from "./render_log.ts";
import { renderHead } from "./render_page.ts";
import { approvalBadge } from "./render_permissions.ts";
import { pluginBadge } from "./render_plugins.ts";
import type { PageData } from "./section.ts";

/** The most of a plugin's metrics that is shown; the link beside them has all. */
const METRICS_CHARS = 200_000;

/** All that is known of one plugin; undefined when there is none of the name. */
export function renderPluginPage(data: PageData, name: string): Markup | undefined {
  const { snapshot, front } = data;
  const plugin = snapshot.plugins.plugins.find((one) => one.name === name);
  if (!plugin) return undefined;
  const head = renderHead({ title: `${name} - llm-monitor`, icon: iconUrl("calm"), isLive: false });
  const problems = snapshot.problems.filter(({ kind, key }) => kind === "plugin" && key === name);
  return html`
    ${head}<body>
      <header>
        <div class="head"><h1>Plugin ${name}</h1>${pluginBadge(data, plugin)}</div>
        <nav aria-label="Back">
          <ul>
            <li><a href="/">Back to the overview</a></li>
          </ul>
        </nav>
      </header>
      <main id="main">
    <p>${plugin.description} <span class="quiet">${plugin.version}</span></p>
    ${problems.map(({ summary, cause, fix, command }) =>
      html`
        <div class="problem warn-edge">
          <p class="summary">${summary}</p>
          <p class="cause">${cause}</p>
          <p class="fix"><b>Fix:</b> ${fix}${command === null ? "" : html`
            <code class="command">${command}</code>
          `}</p>
        </div>
      `
    )}
    <section aria-labelledby="life"><h2 id="life">Status</h2><dl class="facts">${facts(
      plugin,
    )}</dl></section>
    <section aria-labelledby="may"><h2 id="may">Permissions</h2><p>${approvalBadge(
      plugin,
    )} It can do nothing that is not listed here.</p>
    ${front.isWithheld ? withheld() : renderGrant(data, plugin)}</section>
    ${plugin.subjects.length === 0 ? "" : html`
      <section aria-labelledby="watches">
        <h2 id="watches">Watches</h2>
        <ul>${plugin.subjects.map((subject) =>
          html`<li><b>${subject.name}</b> ${
            [subject.state, subject.detail].filter(Boolean).join(", ")
          }</li>`
        )}</ul>
      </section>
    `}
    <section aria-labelledby="command"><h2 id="command">Command line</h2>${front.isWithheld
      ? withheld()
      : html`<pre tabindex="0" role="group" aria-label="Its command line">${
        plugin.command.join(" ")
      }</pre>`}</section>
    <section aria-labelledby="log-title"><h2 id="log-title">Log</h2>${front.isWithheld
      ? withheld()
      : html`
        <div class="log" tabindex="0" role="group" aria-label="Its log lines, newest first">
          <ol>${pickLines(front.log().lines, { plugin: name }).reverse().map(renderLine)}</ol>
        </div>
      `}</section>
    <section aria-labelledby="metrics"><h2 id="metrics">Metrics</h2>${renderMetrics(
      data,
      name,
    )}</section>
      </main>
    </body></html>
  `;
}

function withheld(): Markup {
  return html`
    <p
      class="quiet">Withheld: anybody in the network could read it. Set <code>server.auth</code> to see it here.</p>
  `;
}

function facts(plugin: PluginStatus): Markup[] {
  const { last_error: error, last_stop: stop } = plugin;
  const time = (at: string | null) => at === null ? "never" : moment(at);
  const rows: (readonly [string, Markup | string] | undefined)[] = [
    plugin.detail === "" ? undefined : ["State", `${plugin.state}: ${plugin.detail}`],
    [
      "Collects",
      `every ${formatCount(plugin.interval_seconds)} s, for ${
        formatCount(plugin.timeout_seconds)
      } s at most`,
    ],
    ["Last result", html`${time(plugin.last_success_at)}`],
    [
      plugin.state === "inactive" ? "Next recheck" : "Next collection",
      html`${time(plugin.next_collection_at)}`,
    ],
    [
      "Collections",
      `${plugin.collections}, of which ${plugin.failures} failed; ${plugin.missed_ticks} missed`,
    ],
    error === null
      ? undefined
      : ["Last error", html`${moment(error.at)} <code>${error.code}</code> ${error.message}`],
    stop === null
      ? undefined
      : ["Last stop", html`${moment(stop.at)} <code>${stop.reason}</code> ${stop.detail}`],
    ...plugin.warnings.map(({ at, message }) =>
      ["Warning", html`${moment(at)} ${message}`] as const
    ),
    ["Digest", html`<code>${plugin.digest}</code>`],
  ];
  return rows.filter((row) => row !== undefined).map(([title, text]) =>
    html`
      <div>
        <dt>${title}</dt>
        <dd>${text}</dd>
      </div>
    `
  );
}

function renderGrant({ front }: PageData, { name, grant, denied }: PluginStatus): Markup {
  const calls = front.calls(name);
  const kinds = PERMISSION_KINDS.filter((kind) => grant[kind].length > 0);
  return html`<dl class="facts">${
    kinds.map((kind) => {
      const used = calls.get(kind);
      return html`
        <div>
          <dt>${PERMISSIONS[kind].title}${used
            ? html`
              <br><span class="quiet">${formatCount(used.ok)} calls, ${used.denied} denied, ${used
                .failed} failed</span>
            `
            : ""}</dt>
          <dd>
            <ul>${grant[kind].map((item) =>
              html`<li><code>${
                typeof item === "string" ? item : [item.command, ...item.args].join(" ")
              }</code></li>`
            )}</ul>
          </dd>
        </div>
      `;
    })
  }${
    denied.map((item) =>
      html`
        <div>
          <dt>Refused by the policy</dt>
          <dd>${item}</dd>
        </div>
      `
    )
  }</dl>${kinds.length === 0 ? html`<p>It may only compute.</p>` : ""}`;
}

function renderMetrics({ front }: PageData, name: string): Markup {
  const bytes = front.pluginMetrics(name);
  if (!bytes) return html`<p class="quiet">It has none now.</p>`;
  const text = new TextDecoder().decode(bytes.subarray(0, METRICS_CHARS));
  const link = `/api/v1/metrics?plugin=${encodeURIComponent(name)}`;
  return html`
    <p><a href="${link}">${link}</a>${bytes.length > METRICS_CHARS
      ? " has all of them; these are the first"
      : ""}</p>
    <pre class="metrics" tabindex="0" role="group" aria-label="Its metrics">${text}</pre>
  `;
}
