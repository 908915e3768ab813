import type { Item } from "../../../contract/item.ts";
import { formatCount, formatPart, formatValue } from "./format_figure.ts";
import type { Tone } from "./mark.ts";
import type { Markup } from "./markup.ts";
import { gridEnd, gridStart, renderTile, tileId } from "./render_tile.ts";
import type { Row } from "./render_tile.ts";
import { chooseTone, listItems } from "./section.ts";
import type { PageData, Section } from "./section.ts";

const MOST_DISKS = 12;

/** The machine and its file systems; nothing where neither is known. */
export function renderHost(data: PageData): Section | undefined {
  const hosts = listItems(data, "host", 4);
  const disks = listItems(data, "filesystem", MOST_DISKS);
  const items = [...hosts.items, ...disks.items];
  if (items.length === 0) return undefined;
  return {
    id: "machine",
    before: gridStart("machine", "Machine"),
    parts: items.map((item) => ({
      id: tileId(item),
      body: item.kind === "host" ? renderMachine(data, item) : renderDisk(data, item),
    })),
    after: gridEnd(hosts.more + disks.more),
  };
}

function toneAndWord(data: PageData, { kind, key }: Item): { tone: Tone; word: string } {
  const tone = chooseTone(data.snapshot.problems, kind, key) ?? "good";
  return { tone, word: tone === "good" ? "ok" : tone === "bad" ? "critical" : "warning" };
}

function renderMachine(data: PageData, item: Item): Markup {
  const { numbers, texts } = item;
  const { cpus, cpu_busy: busy, load, memory_total: total, memory_available: available } = numbers;
  const pressures = (["cpu", "memory", "disk"] as const).flatMap((resource) => {
    const value = numbers[`${resource}_pressure`];
    return value === undefined ? [] : [`${resource} ${formatValue(value, "ratio")}`];
  });
  return renderTile(data, {
    item,
    name: "This machine",
    note: [texts.os?.[0], texts.cpu_model?.[0]].filter(Boolean).join(", "),
    ...toneAndWord(data, item),
    rows: [
      busy === undefined || !cpus ? undefined : {
        title: "CPUs",
        text: `${formatCount(busy)} of ${formatCount(cpus)}`,
        bar: [busy / cpus],
        past: "cpu_busy",
        most: cpus,
      },
      total === undefined || available === undefined || total <= 0 ? undefined : {
        title: "Memory",
        text: formatPart(total - available, total),
        bar: [1 - available / total],
      },
      load === undefined ? undefined : { title: "Load", text: formatCount(load), past: "load" },
      pressures.length === 0 ? undefined : { title: "Waits for", text: pressures.join(", ") },
    ],
  });
}

function renderDisk(data: PageData, item: Item): Markup {
  const { size, available, read_only: isReadOnly } = item.numbers;
  const known = size !== undefined && available !== undefined && size > 0;
  const rows: Row[] = known
    ? [{
      title: "Free",
      text: formatPart(available, size),
      bar: [1 - available / size],
      past: "available",
    }]
    : [];
  return renderTile(data, {
    item,
    name: Object.values(item.labels)[0] ?? "File system",
    note: [item.texts.device?.[0], isReadOnly ? "read-only" : ""].filter(Boolean).join(", "),
    ...toneAndWord(data, item),
    rows,
  });
}
