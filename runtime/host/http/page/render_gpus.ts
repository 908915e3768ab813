import type { Item } from "../../../contract/item.ts";
import { formatBytes, formatPart } from "./format_figure.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { figureRow, gridEnd, gridStart, renderTile, shareRow, tileId } from "./render_tile.ts";
import type { Row } from "./render_tile.ts";
import { chooseTone, listItems } from "./section.ts";
import type { PageData, Section } from "./section.ts";

const MOST = 64;

/** The cards; nothing where there is none. */
export function renderGpus(data: PageData): Section | undefined {
  const { items, more } = listItems(data, "gpu", MOST);
  if (items.length === 0) return undefined;
  const names = containerNames(data);
  return {
    id: "gpus",
    before: gridStart("gpus", "GPUs"),
    parts: items.map((item) => ({ id: tileId(item), body: renderGpu(data, item, names) })),
    after: gridEnd(more),
  };
}

function renderGpu(data: PageData, item: Item, names: ReadonlyMap<string, string>): Markup {
  const { numbers, texts } = item;
  const index = texts.index?.[0];
  const tone = chooseTone(data.snapshot.problems, "gpu", item.key) ?? "good";
  const isLost = numbers.up === 0;
  return renderTile(data, {
    item,
    name: index === undefined ? "GPU" : `GPU ${index}`,
    note: texts.name?.[0] ?? item.key,
    tone,
    word: isLost ? "lost" : tone === "good" ? "ok" : tone === "bad" ? "faulty" : "warning",
    rows: [
      shareRow(item, "utilization", "Use"),
      shareRow(item, "tensor_activity", "Tensor cores"),
      memoryRow(item, names),
      powerRow(item),
      figureRow(item, "temperature", "Temperature"),
      words("Throttled by", texts.throttling),
      words("Faults", texts.faults),
      words("Xid since boot", texts.events),
    ],
  });
}

function memoryRow(item: Item, names: ReadonlyMap<string, string>): Row | undefined {
  const { memory_used: used, memory_total: total } = item.numbers;
  if (used === undefined || total === undefined || total <= 0) {
    return figureRow(item, "memory_used", "Memory");
  }
  const owners = (item.parts.memory_by ?? []).map(({ name, value }) => ({
    name: name === ""
      ? "unknown"
      : names.get(name) ?? (name.length === 64 ? name.slice(0, 12) : name),
    value,
  }));
  const rest = Math.max(used - owners.reduce((sum, { value }) => sum + value, 0), 0);
  const shares = [...owners.map(({ value }) => value), rest].map((value) => value / total);
  return {
    title: "Memory",
    text: formatPart(used, total),
    bar: shares,
    below: owners.length === 0
      ? undefined
      : html`<ul class="owners">${
        owners.slice(0, 4).map(({ name, value }, index) =>
          html`<li><span class="key part${
            index % 6
          }" aria-hidden="true"></span>${name} <span class="quiet">${
            formatBytes(value)
          }</span></li>`
        )
      }</ul>`,
  };
}

function powerRow(item: Item): Row | undefined {
  const { power, power_limit: limit } = item.numbers;
  const row = figureRow(item, "power", "Power");
  if (!row || power === undefined || limit === undefined) return row;
  return { ...row, text: `${Math.round(power)} of ${Math.round(limit)} W`, most: limit };
}

function words(title: string, texts: readonly string[] | undefined): Row | undefined {
  if (texts === undefined || texts.length === 0) return undefined;
  return { title, text: texts.join(", ").replaceAll("_", " ") };
}

/** Names of containers by their ids, for the owners of memory. */
function containerNames({ snapshot }: PageData): ReadonlyMap<string, string> {
  return new Map(
    snapshot.items.filter(({ kind }) => kind === "container").flatMap(({ texts, labels }) => {
      const id = texts.id?.[0];
      const name = texts.service?.[0] ?? Object.values(labels)[0];
      return id === undefined || name === undefined ? [] : [[id, name] as const];
    }),
  );
}
