import type { Item } from "../../../contract/item.ts";
import { formatCount } from "./format_figure.ts";
import type { Markup } from "./markup.ts";
import { figureRow, gridEnd, gridStart, renderTile, shareRow, tileId } from "./render_tile.ts";
import type { Row } from "./render_tile.ts";
import { chooseTone, listItems } from "./section.ts";
import type { PageData, Section } from "./section.ts";

const MOST = 64;

/** The LLM servers; nothing where there is none. */
export function renderLlmServers(data: PageData): Section | undefined {
  const { items, more } = listItems(data, "llm_server", MOST);
  if (items.length === 0) return undefined;
  return {
    id: "llm-servers",
    before: gridStart("llm-servers", "LLM servers"),
    parts: items.map((item) => ({ id: tileId(item), body: renderServer(data, item) })),
    after: gridEnd(more),
  };
}

function renderServer(data: PageData, item: Item): Markup {
  const { texts, labels } = item;
  const engine = texts.engine?.[0] ?? "";
  const models = texts.models ?? [];
  const shown = models.slice(0, 3).join(", ") + (models.length > 3 ? ", ..." : "");
  const name = Object.values(labels).join(" ");
  return renderTile(data, {
    item,
    name,
    note: [engine === name ? "" : engine, shown].filter((text) => text !== "").join(": "),
    tone: chooseTone(data.snapshot.problems, "llm_server", item.key) ?? "good",
    word: texts.state?.[0] ?? (item.numbers.up === 0 ? "down" : "up"),
    rows: [
      requestsRow(item),
      figureRow(item, "tokens", "Tokens"),
      figureRow(item, "prompt_tokens", "Prompts"),
      figureRow(item, "first_token", "TTFT p95"),
      shareRow(item, "kv_cache", "KV cache"),
      (item.numbers.errors ?? 0) > 0 ? figureRow(item, "errors", "Errors") : undefined,
    ],
  });
}

function requestsRow({ numbers }: Item): Row | undefined {
  const { running, waiting } = numbers;
  if (running === undefined && waiting === undefined) return undefined;
  const words = [
    ...(running === undefined ? [] : [`${formatCount(running)} running`]),
    ...(waiting === undefined ? [] : [`${formatCount(waiting)} waiting`]),
  ];
  return { title: "Requests", text: words.join(", "), past: waiting ? "waiting" : "running" };
}
