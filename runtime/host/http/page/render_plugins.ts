import type { PluginStateName, PluginStatus } from "../../../contract/status.ts";
import { formatBytes, formatCount, formatSeconds } from "./format_figure.ts";
import { badge, moment } from "./mark.ts";
import type { Tone } from "./mark.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { chooseTone } from "./section.ts";
import type { PageData, Section } from "./section.ts";
import { sparkline } from "./sparkline.ts";
import { tableEnd, tableStart } from "./table.ts";

/** The tone of each state; the state's name always stands beside it. */
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

/** States that come and go with each collection are one to a person. */
const RUNNING: readonly PluginStateName[] = ["idle", "collecting", "retired"];

const COLUMNS = [
  "Plugin",
  "State",
  "Last data",
  "Took",
  "Series",
  "Errors",
  "Restarts",
  "Starved",
  "Memory",
];

/** A row for each plugin. */
export function renderPlugins(data: PageData): Section {
  const { plugins } = data.snapshot.plugins;
  const none =
    html`<p class="quiet">There are no plugins yet. <code>deno task plugin new NAME</code> creates one.</p>`;
  return {
    id: "plugins",
    before: tableStart("plugins", "Plugins", COLUMNS, plugins.length === 0 ? none : html``),
    parts: plugins.map((plugin) => ({
      id: `plugin:${plugin.name}`,
      body: renderRow(data, plugin),
    })),
    after: tableEnd(),
  };
}

function renderRow(data: PageData, plugin: PluginStatus): Markup {
  const { name, version, series, series_limit: cap, failures, restarts } = plugin;
  const took = plugin.last_duration_seconds;
  const starved = plugin.starved_seconds;
  return html`
    <tr id="plugin:${name}">
      <th
        scope="row"><a href="/?plugin=${encodeURIComponent(
          name,
        )}">${name}</a> <span class="quiet">${version}</span></th>
      <td data-title="State">${pluginBadge(data, plugin)}</td>
      <td data-title="Last data">${renderLastData(plugin)}</td>
      <td data-title="Took">${took === null ? "" : formatSeconds(took)} ${sparkline(
        data.front.past({ kind: "plugin", key: name, field: "duration" }),
        formatSeconds,
      )}</td>
      <td data-title="Series">${cap === 0
        ? ""
        : html`${formatCount(series)} <span class="quiet">of ${formatCount(cap)}</span>`}</td>
      <td data-title="Errors">${formatCount(failures)}</td>
      <td data-title="Restarts">${formatCount(restarts)}</td>
      <td data-title="Starved">${starved === null
        ? ""
        : formatSeconds(Math.round(starved * 10) / 10)}</td>
      <td data-title="Memory">${plugin.resident_memory_bytes === null
        ? ""
        : formatBytes(plugin.resident_memory_bytes)}</td>
    </tr>
  `;
}

/** The age of its data, or why an inactive plugin has nothing to watch; its own page says more. */
function renderLastData({ state, detail, last_success_at: at }: PluginStatus): Markup {
  const [reason = ""] = state === "inactive" ? detail.split(/[:;] /) : [];
  if (reason !== "") return html`<span class="quiet">${reason}</span>`;
  return at === null ? html`<span class="quiet">never</span>` : moment(at);
}

/** The state of a plugin by colour, shape and word. */
export function pluginBadge({ snapshot }: PageData, { name, state }: PluginStatus): Markup {
  const wrong = chooseTone(snapshot.problems, "plugin", name);
  const isRunning = RUNNING.includes(state);
  const word = !isRunning ? state : wrong === undefined ? "running" : "failing";
  return badge(wrong ?? TONES[state], word);
}
