import type { Item } from "../../contract/item.ts";
import type { PluginStatus } from "../../contract/status.ts";
import { roleRule } from "../../contract/view_kinds.ts";
import { formatBytes, formatSeconds, formatValue } from "../../host/http/page/format_figure.ts";
import type { Style } from "../style.ts";
import type { Cell } from "./cells.ts";
import type { TopView } from "./top_view.ts";

/** Rows of cells; the first one holds the heads. */
export type Table = readonly (readonly Cell[])[];

/** The cards, by their number. */
export function gpuTable({ items }: TopView, style: Style): Table {
  const rows = ofKind(items, "gpu").map((item) => {
    const { power, power_limit: limit } = item.numbers;
    const notes = [...item.texts.faults ?? [], ...item.texts.throttling ?? []];
    const isLost = item.numbers.up === 0;
    return [
      { text: item.texts.index?.[0] ?? item.key },
      figure(item, "utilization"),
      figure(item, "tensor_activity"),
      right(shareOfBytes(item.numbers.memory_used, item.numbers.memory_total)),
      right(
        power === undefined ? "-" : `${Math.round(power)}${limit ? `/${Math.round(limit)}` : ""} W`,
      ),
      figure(item, "temperature"),
      isLost
        ? { text: "lost", paint: style.red }
        : { text: notes.join(", ").replaceAll("_", " "), paint: style.yellow },
      { text: item.texts.name?.[0] ?? "" },
    ];
  });
  return [heads("GPU", "USE>", "TENSOR>", "MEMORY>", "POWER>", "TEMP>", "NOTE", "CARD"), ...rows];
}

/** The LLM servers, by name. */
export function serverTable({ items }: TopView, style: Style): Table {
  const rows = ofKind(items, "llm_server").map((item) => {
    const state = item.texts.state?.[0] ?? (item.numbers.up === 0 ? "down" : "up");
    const isUp = item.numbers.up !== 0;
    return [
      { text: Object.values(item.labels).join(" ") },
      { text: state, paint: isUp ? style.green : style.red },
      figure(item, "running"),
      figure(item, "waiting"),
      figure(item, "first_token"),
      figure(item, "tokens"),
      figure(item, "kv_cache"),
      figure(item, "errors"),
      { text: [item.texts.engine?.[0], ...item.texts.models ?? []].filter(Boolean).join(" ") },
    ];
  });
  return [
    heads("SERVER", "STATE", "RUN>", "WAIT>", "TTFT P95>", "TOKENS>", "KV>", "ERRORS>", "MODELS"),
    ...rows,
  ];
}

/** The containers, those with the most memory first. */
export function containerTable({ items }: TopView, style: Style): Table {
  const rows = ofKind(items, "container")
    .toSorted((a, b) => (b.numbers.memory ?? 0) - (a.numbers.memory ?? 0))
    .map((item) => {
      const state = item.texts.state?.[0] ?? "-";
      const health = item.texts.health?.[0];
      const isWell = state === "running" && health !== "unhealthy";
      return [
        { text: item.texts.service?.[0] ?? Object.values(item.labels)[0] ?? item.key },
        {
          text: health === undefined ? state : `${state}, ${health}`,
          paint: isWell ? style.green : style.yellow,
        },
        figure(item, "cpu"),
        right(shareOfBytes(item.numbers.memory, item.numbers.memory_limit)),
        figure(item, "restarts"),
        { text: item.texts.image?.[0] ?? "" },
      ];
    });
  return [heads("CONTAINER", "STATE", "CPUS>", "MEMORY>", "RESTARTS>", "IMAGE"), ...rows];
}

const CALM: ReadonlySet<string> = new Set([
  "idle",
  "collecting",
  "starting",
  "retired",
  "admitted",
]);
const QUIET: ReadonlySet<string> = new Set(["inactive", "disabled", "stopped", "draining"]);

/** The plugins, those that do not work first. */
export function pluginTable({ plugins, unixMs }: TopView, style: Style): Table {
  const rank = ({ state }: PluginStatus) => CALM.has(state) ? 1 : QUIET.has(state) ? 2 : 0;
  const rows = plugins.toSorted((a, b) => rank(a) - rank(b)).map((plugin) => {
    const { name, state, detail, last_success_at: at, last_duration_seconds: duration } = plugin;
    const paint = CALM.has(state) ? style.green : QUIET.has(state) ? style.dim : style.red;
    return [
      { text: name },
      { text: state, paint },
      right(at === null ? "-" : `${Math.max(Math.round((unixMs - Date.parse(at)) / 1_000), 0)} s`),
      right(formatSeconds(duration)),
      right(plugin.series.toLocaleString("en-US")),
      right(String(plugin.failures)),
      right(formatBytes(plugin.resident_memory_bytes)),
      { text: detail },
    ];
  });
  return [
    heads("PLUGIN", "STATE", "AGE>", "TOOK>", "SERIES>", "ERRORS>", "MEMORY>", "WHY"),
    ...rows,
  ];
}

/** The machine in one line; undefined where no plugin tells of it. */
export function hostLine({ items }: TopView): string | undefined {
  const [host] = ofKind(items, "host");
  if (!host) return undefined;
  const { cpu_busy: busy, cpus, memory_total: total, memory_available: free, load } = host.numbers;
  const parts = [
    busy === undefined || cpus === undefined ? "" : `cpu ${busy.toFixed(1)}/${cpus}`,
    load === undefined ? "" : `load ${load.toFixed(2)}`,
    total === undefined || free === undefined ? "" : `memory ${shareOfBytes(total - free, total)}`,
    ...ofKind(items, "filesystem").map((item) => {
      const { size, available } = item.numbers;
      if (!size || available === undefined) return "";
      return `${Object.values(item.labels).at(-1)} ${Math.round((1 - available / size) * 100)} %`;
    }),
  ];
  return parts.filter((part) => part !== "").join("  ");
}

function ofKind(items: readonly Item[], kind: Item["kind"]): Item[] {
  return items.filter((item) => item.kind === kind)
    .toSorted((a, b) => a.key.localeCompare(b.key, "en", { numeric: true }));
}

/** Sets a figure with its unit; a dash for what the plugin did not tell, never 0. */
function figure({ kind, numbers }: Item, role: string): Cell {
  const value = numbers[role];
  const rule = roleRule(kind, role);
  if (value === undefined || rule?.form !== "number") return right("-");
  return right(formatValue(value, rule.unit));
}

function shareOfBytes(used: number | undefined, total: number | undefined): string {
  if (used === undefined) return "-";
  return total ? `${formatBytes(used)}/${formatBytes(total)}` : formatBytes(used);
}

function right(text: string): Cell {
  return { text, align: "right" };
}

/** A head that ends in `>` stands at the right, above its figures. */
function heads(...names: string[]): Cell[] {
  return names.map((name) => name.endsWith(">") ? right(name.slice(0, -1)) : { text: name });
}
