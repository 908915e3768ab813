import type { Problem } from "../../contract/item.ts";
import type { Style } from "../style.ts";
import { cutTo, layRows, oneLine } from "./cells.ts";
import type { Cell } from "./cells.ts";
import { containerTable, gpuTable, hostLine, pluginTable, serverTable } from "./tables.ts";
import type { TopView } from "./top_view.ts";

/** The screen that the view is drawn on. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly style: Style;
}

/** Rows of a section besides its rows of data: the title and an empty line. */
const FRAME_ROWS = 2;
const MOST_PROBLEMS = 6;

/**
 * Draws the view for a screen, most urgent first: what is wrong, the cards, the servers, the containers, the
 * machine, the plugins. What has no room is counted, never dropped in silence.
 */
export function renderTop(view: TopView, screen: Screen): string[] {
  const { columns, rows, style } = screen;
  const lines = [headline(view, style, columns), "", ...problemLines(view, screen), ""];
  const host = hostLine(view);
  if (host !== undefined) {
    lines.push(`${style.bold("HOST")}  ${cutTo(oneLine(host), columns - 6)}`, "");
  }
  const sections = [
    { title: "GPUS", table: gpuTable(view, style) },
    { title: "LLM SERVERS", table: serverTable(view, style) },
    { title: "PLUGINS", table: pluginTable(view, style) },
    { title: "CONTAINERS", table: containerTable(view, style) },
  ].filter(({ table }) => table.length > 1);
  const quotas = shareRows(
    sections.map(({ table }) => table.length - 1),
    rows - lines.length - sections.length * (FRAME_ROWS + 1),
  );
  for (const [index, { title, table }] of sections.entries()) {
    lines.push(...sectionLines(title, table, { quota: quotas[index] ?? 0, screen }));
  }
  return lines.slice(0, Math.max(rows, 1));
}

function headline({ address, problems, status, unixMs }: TopView, style: Style, columns: number) {
  const { state } = problems;
  const paint = state === "healthy" ? style.green : state === "warning" ? style.yellow : style.red;
  const mark = state === "healthy" ? "* healthy" : state === "warning" ? "! warning" : "x critical";
  const ready = status.ready ? "" : `, not ready: ${status.not_ready.join(", ")}`;
  const rest = `${address}  ${status.series.toLocaleString("en-US")} series  ` +
    `${new Date(unixMs).toISOString().slice(11, 19)} UTC${ready}`;
  const room = Math.max(columns - mark.length - 2, 0);
  return `${paint(mark)}  ${cutTo(oneLine(rest), room)}`.trimEnd();
}

function problemLines({ problems: { problems }, unixMs }: TopView, screen: Screen): string[] {
  const { style, columns, rows } = screen;
  if (problems.length === 0) return ["No problems"];
  const most = Math.max(Math.min(MOST_PROBLEMS, Math.floor(rows / 6)), 1);
  const lines = problems.slice(0, most).flatMap((problem) => {
    const paint = problem.severity === "critical" ? style.red : style.yellow;
    const [line = ""] = layRows([problemCells(problem, unixMs, paint)], columns);
    const fix = cutTo(oneLine(`    ${problem.fix}`), columns);
    const command = problem.command === null
      ? []
      : [cutTo(oneLine(`    $ ${problem.command}`), columns)];
    return [line, fix, ...command.map(style.dim)];
  });
  const left = problems.length - most;
  return left > 0 ? [...lines, style.dim(`... ${left} more`)] : lines;
}

function problemCells(
  { severity, subject, summary, since }: Problem,
  unixMs: number,
  paint: (text: string) => string,
): Cell[] {
  return [
    { text: severity === "critical" ? "x" : "!", paint },
    { text: formatAge((unixMs - Date.parse(since)) / 1_000), align: "right" },
    { text: `${subject}: ${summary}`, paint },
  ];
}

function sectionLines(
  title: string,
  [head = [], ...rows]: readonly (readonly Cell[])[],
  { quota, screen: { columns, style } }: { quota: number; screen: Screen },
): string[] {
  const shown = rows.slice(0, quota);
  const [names = "", ...lines] = layRows(
    [head.map((cell) => ({ ...cell, paint: style.dim })), ...shown],
    columns,
  );
  const left = rows.length - shown.length;
  return [
    left > 0 ? `${style.bold(title)}  ${style.dim(`${left} more`)}` : style.bold(title),
    ...shown.length > 0 ? [names, ...lines] : [],
    "",
  ];
}

/** Shares rows out: all get what they need while there is enough, then the small ones first. */
export function shareRows(needs: readonly number[], room: number): number[] {
  const shares = needs.map(() => 0);
  let left = Math.max(room, 0);
  let hungry = needs.map((_, index) => index).filter((index) => (needs[index] ?? 0) > 0);
  while (left > 0 && hungry.length > 0) {
    const each = Math.max(Math.floor(left / hungry.length), 1);
    for (const index of hungry) {
      const take = Math.min((needs[index] ?? 0) - (shares[index] ?? 0), each, left);
      shares[index] = (shares[index] ?? 0) + take;
      left -= take;
    }
    hungry = hungry.filter((index) => (shares[index] ?? 0) < (needs[index] ?? 0));
  }
  return shares;
}

/** `12s`, `3m`, `2h`, `4d`. */
export function formatAge(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "now";
  for (const [unit, size] of [["d", 86_400], ["h", 3_600], ["m", 60]] as const) {
    if (seconds >= size) return `${Math.floor(seconds / size)}${unit}`;
  }
  return `${Math.floor(seconds)}s`;
}
