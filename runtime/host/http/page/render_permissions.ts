import { PERMISSION_KINDS } from "../../../contract/permissions.ts";
import type { PluginStatus } from "../../../contract/status.ts";
import { badge } from "./mark.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import type { PageData, Section } from "./section.ts";
import { tableEnd, tableStart } from "./table.ts";

const COLUMNS = [
  "Plugin",
  "Approval",
  ...PERMISSION_KINDS,
  "Refused",
];

/** Which plugin may do what, whether it did, and whether it changed since somebody agreed. */
export function renderPermissions(data: PageData): Section {
  const { plugins } = data.snapshot.plugins;
  const intro = html`
    <p
      class="quiet">A number is how many items are granted; the plugin can do nothing else.
    <b>used</b>: it has made such calls since the start. <b>denied</b>: how many of its calls were denied.
    <b>Refused</b>: how many items it asks for and is never given.</p>
  `;
  return {
    id: "permissions",
    before: tableStart("permissions", "Permissions", COLUMNS, intro),
    parts: plugins.map((plugin) => ({
      id: `grant:${plugin.name}`,
      body: renderRow(data, plugin),
    })),
    after: tableEnd(),
  };
}

function renderRow({ front }: PageData, plugin: PluginStatus): Markup {
  const { name, grant, denied } = plugin;
  const calls = front.calls(name);
  return html`<tr id="grant:${name}"><th scope="row"><a href="/?plugin=${
    encodeURIComponent(name)
  }">${name}</a></th>
<td data-title="Approval">${approvalBadge(plugin)}</td>${
    PERMISSION_KINDS.map((kind) => {
      const used = calls.get(kind);
      const words = [
        ...(used && used.ok > 0 ? ["used"] : []),
        ...(used && used.denied > 0 ? [`${used.denied} denied`] : []),
      ];
      const isDenied = used !== undefined && used.denied > 0;
      return html`
        <td data-title="${kind}" ${grant[kind].length === 0 && words.length === 0
          ? html`
            class="none"
          `
          : ""}>${grant[kind].length === 0
          ? html`<span class="quiet">none</span>`
          : html`<b>${grant[kind].length}</b>`}${words.length === 0 ? "" : html`
          <span class="${isDenied ? "warn-text" : "quiet"}">${words.join(", ")}</span>
        `}</td>
      `;
    })
  }<td data-title="Refused">${denied.length}</td></tr>`;
}

/** The word on whether somebody agreed to what a plugin may do. */
export function approvalBadge({ approval, pending }: PluginStatus): Markup {
  if (pending) return badge("warn", "waits for approval");
  if (approval === "changed_since_approval") return badge("warn", "changed since approval");
  if (approval === "approved") return badge("good", "approved");
  return badge("calm", approval === "free" ? "needs none" : "none");
}
