import type { Item } from "../../../contract/item.ts";
import { formatBytes, formatCount } from "./format_figure.ts";
import { badge } from "./mark.ts";
import type { Tone } from "./mark.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { tileId } from "./render_tile.ts";
import { chooseTone, listItems } from "./section.ts";
import type { PageData, Section } from "./section.ts";
import { bar, sparkline } from "./sparkline.ts";
import { tableEnd, tableStart } from "./table.ts";

const MOST = 100;
const COLUMNS = ["Container", "State", "CPUs", "Memory", "Restarts", "Image"];

/** The containers; nothing where there is none. */
export function renderContainers(data: PageData): Section | undefined {
  const { items, more } = listItems(data, "container", MOST);
  if (items.length === 0) return undefined;
  return {
    id: "containers",
    before: tableStart("containers", "Containers", COLUMNS),
    parts: items.map((item) => ({ id: tileId(item), body: renderRow(data, item) })),
    after: tableEnd(more),
  };
}

function renderRow(data: PageData, item: Item): Markup {
  const { numbers, texts, labels } = item;
  const { cpu, memory, memory_limit: limit, restarts } = numbers;
  const share = memory === undefined || !limit ? undefined : memory / limit;
  return html`
    <tr id="${tileId(item)}" ${item.stale
      ? html`
        class="stale"
      `
      : ""}>
      <th scope="row">${Object.values(labels).join(" ")}</th>
      <td data-title="State">${renderState(data, item)}</td>
      <td data-title="CPUs">${cpu === undefined ? "" : html`${formatCount(cpu)} ${
        sparkline(
          data.front.past({ kind: "container", key: item.key, field: "cpu" }),
          formatCount,
        )
      }`}</td>
      <td data-title="Memory">${memory === undefined
        ? ""
        : formatBytes(memory)}${share === undefined ? "" : html`
        <span class="quiet">of ${formatBytes(limit ?? 0)}</span>${bar([share])}
      `}</td>
      <td data-title="Restarts">${restarts === undefined ? "" : formatCount(restarts)}</td>
      <td data-title="Image" class="long quiet">${texts.image?.[0] ?? ""}</td>
    </tr>
  `;
}

function renderState({ snapshot }: PageData, item: Item): Markup {
  if (item.stale) return badge("calm", "no data");
  const state = item.texts.state?.[0] ?? "unknown";
  const health = item.texts.health?.[0];
  const isRunning = state === "running";
  const own: Tone = isRunning ? "good" : "calm";
  const tone = chooseTone(snapshot.problems, "container", item.key) ?? own;
  const word = isRunning && health !== undefined && health !== "none" ? health : state;
  return badge(tone, word);
}
