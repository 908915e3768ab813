import { html } from "hono/html";
import type { PluginStateName, PluginStatus } from "../../../contract/status.ts";
import { formatBytes, formatSeconds, formatTime } from "./format_figure.ts";
import type { Markup } from "./markup.ts";

type Tone = "good" | "calm" | "warn" | "bad";

/** The colour of each state; the state's name always stands beside it. */
const TONES: Readonly<Record<PluginStateName, Tone>> = {
  discovered: "calm",
  pending: "warn",
  rejected: "bad",
  disabled: "calm",
  admitted: "calm",
  starting: "calm",
  idle: "good",
  collecting: "good",
  starved: "warn",
  retired: "good",
  inactive: "calm",
  backoff: "warn",
  quarantined: "bad",
  draining: "calm",
  stopped: "calm",
};

const COLUMNS: readonly (readonly [title: string, isNumber: boolean])[] = [
  ["Plugin", false],
  ["State", false],
  ["Series", true],
  ["Last collection", false],
  ["Took", true],
  ["Memory", true],
  ["Restarts", true],
  ["Notes", false],
];

/** A row for each plugin. */
export function renderPlugins(plugins: readonly PluginStatus[]): Markup {
  if (plugins.length === 0) {
    const command = "deno task plugin new NAME";
    return html`<p class="quiet">There is none yet. <code>${command}</code> makes one.</p>`;
  }
  return html`
    <div class="scroll" tabindex="0" role="region" aria-labelledby="plugins">
      <table>
        <thead>
          <tr>${COLUMNS.map(([title, isNumber]) =>
            html`<th scope="col" class="${isNumber ? "number" : ""}">${title}</th>`
          )}</tr>
        </thead>
        <tbody>${plugins.map(renderRow)}
        </tbody>
      </table>
    </div>
  `;
}

function renderRow(plugin: PluginStatus): Markup {
  return html`
    <tr>
      <th scope="row">${plugin.name}<br><span class="quiet">${plugin.version}</span></th>
      <td><span class="badge ${TONES[plugin.state]}">${plugin.state}</span>${renderFailing(
        plugin,
      )}</td>
      <td class="number">${plugin.series}</td>
      <td>${plugin.last_collection_at === null
        ? html`<span class="quiet">never</span>`
        : renderTime(plugin.last_collection_at)}</td>
      <td class="number">${formatSeconds(plugin.last_duration_seconds)}</td>
      <td class="number">${formatBytes(plugin.resident_memory_bytes)}</td>
      <td class="number">${plugin.restarts}</td>
      <td class="note">${renderNotes(plugin)}</td>
    </tr>
  `;
}

function renderNotes(plugin: PluginStatus): Markup {
  const { name, detail, pending, last_error: error, last_stop: stop, reload } = plugin;
  return html`${detail === "" || detail === pending?.message ? "" : html`<p>${detail}</p>`}
${renderApproval(plugin)}
${renderSubjects(plugin)}
${
    reload && !reload.ok
      ? html`<p><span class="badge bad">not reloaded</span> ${reload.message}</p>`
      : ""
  }
${
    error
      ? html`<p class="quiet">Last error, ${
        renderTime(error.at)
      }: <code>${error.code}</code> ${error.message}</p>`
      : ""
  }
${
    plugin.warnings.map(({ message, at }) =>
      html`<p class="quiet">Warned, ${renderTime(at)}: ${message}</p>`
    )
  }
${
    stop && stop.reason !== error?.code
      ? html`<p class="quiet">Last stop, ${
        renderTime(stop.at)
      }: <code>${stop.reason}</code> ${stop.detail}</p>`
      : ""
  }
${plugin.denied.map((item) => html`<p class="quiet">Denied: ${item}</p>`)}
${
    plugin.command.length === 0 ? "" : html`
      <details id="command-${name}">
        <summary>Command</summary>
        <pre>${plugin.command.join(" ")}</pre>
      </details>
    `
  }`;
}

/** Renders what it watches: in how many states, and each one by name. */
function renderSubjects({ name, subjects }: PluginStatus): Markup {
  if (subjects.length === 0) return html``;
  const counts = new Map<string, number>();
  for (const { state } of subjects) counts.set(state, (counts.get(state) ?? 0) + 1);
  const summary = [...counts].map(([state, count]) => `${count} ${state}`).join(", ");
  return html`
    <details id="subjects-${name}">
      <summary>Watches ${summary}</summary>
      <ul>${subjects.map(({ name, state, detail }) =>
        html`<li>${name}: ${[state, detail].filter(Boolean).join(", ")}</li>`
      )}</ul>
    </details>
  `;
}

function renderApproval({ name, state, pending }: PluginStatus): Markup {
  if (pending === null && state !== "pending") return html``;
  return html`<p><span class="badge warn">waits for approval</span> ${pending?.message ?? ""}</p>
<p>To see what it asks for and allow it: <code>deno task plugin approve ${name}</code></p>`;
}

/** A process that lives may still give nothing: its state alone would look well. */
function renderFailing(plugin: PluginStatus): Markup {
  const { state, last_error: error, last_success_at: success } = plugin;
  const isFailing = TONES[state] === "good" && error !== null &&
    (success === null || error.at > success);
  return isFailing
    ? html`
      <span class="badge bad">failing</span>
    `
    : html``;
}

function renderTime(at: string): Markup {
  return html`<time datetime="${at}">${formatTime(at)}</time>`;
}
