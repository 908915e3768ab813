/** A board without a fault, and tests that break it. */
import assert from "node:assert/strict";
import { formatIssue } from "../../../runtime/contract/issue.ts";
import { row } from "../layer/board.ts";
import type { Board } from "../layer/board.ts";
import { logs } from "../layer/logs.ts";
import { renderBoard } from "../layer/render_board.ts";
import type { GrafanaBoard } from "../layer/render_board.ts";
import { stat } from "../layer/stat.ts";
import { rows } from "../layer/table.ts";
import { lines } from "../layer/timeseries.ts";
import { MetricCatalog } from "../metrics.ts";
import { lintBoards } from "./lint_boards.ts";

const family = (name: string, type: "gauge" | "counter" | "histogram", labels: string[]) => ({
  name,
  type,
  labels,
  help: "",
  source: "plugins/x/plugin.yaml",
});
/** Metrics of the board that tests break. */
export const CATALOG = new MetricCatalog([
  family("llm_monitor_runtime_info", "gauge", []),
  family("x_power_watts", "gauge", ["gpu"]),
  family("x_utilization_ratio", "gauge", ["gpu"]),
  family("x_tokens_total", "counter", ["target"]),
  family("x_wait_seconds", "histogram", ["target"]),
]);

/** A board without a fault. */
export const GOOD_BOARD: Board = {
  name: "good",
  title: "Good",
  description: "A board without a fault.",
  range: "1h",
  hasLogs: true,
  variables: [
    { kind: "label", name: "gpu", title: "Card", metric: "x_power_watts", label: "gpu" },
  ],
  events: [{ name: "Started", colour: "blue", expr: "changes(x_power_watts[5m]) > 0", text: "x" }],
  rows: [row("Now", [
    stat({
      title: "Power",
      asks: "How much?",
      unit: "watt",
      expr: "sum(x_power_watts)",
      judge: { bad: 1 },
    }),
    lines({
      title: "Tokens",
      asks: "How many?",
      w: 12,
      h: 8,
      unit: "suffix: tok/s",
      queries: [{ expr: "rate(x_tokens_total[$__rate_interval])", legend: "{{target}}" }],
    }),
    rows({
      title: "Cards",
      asks: "Which?",
      w: 12,
      h: 8,
      columns: [{ title: "Card", label: "gpu" }, {
        title: "Use",
        expr: "max by (gpu) (x_utilization_ratio)",
        unit: "percentunit",
      }],
    }),
    logs({ title: "Logs", asks: "What?", w: 12, h: 8, maxLines: 10, expr: '{container=~"$gpu"}' }),
  ])],
};

// deno-lint-ignore no-explicit-any -- the tests break boards in ways that their type forbids
export type Breakable = any;

/** The lines about a board that was broken. */
export function issuesOf(breakIt: (board: Breakable) => void = () => {}): string[] {
  const board: Breakable = JSON.parse(JSON.stringify(renderBoard(GOOD_BOARD, CATALOG)));
  breakIt(board);
  return lintBoards(
    [{ file: "dashboards/boards/good.json", board: board as GrafanaBoard }],
    CATALOG,
  )
    .map(formatIssue);
}

const FILE = "dashboards/boards/good.json";

/** Breaks a board, and expects one issue that names the file and the place, and says so. */
export function refuses(
  name: string,
  breakIt: (board: Breakable) => void,
  { place, says }: { place: string; says: string },
): void {
  Deno.test(`lint refuses ${name}`, () => {
    const issues = issuesOf(breakIt);
    assert.equal(issues.length, 1, issues.join("\n"));
    assert(issues[0]?.startsWith(`${FILE}: ${place}`), issues[0]);
    assert(issues[0]?.includes(says), issues[0]);
  });
}

/** Puts a query in place of that of a panel, the tile when none is named. */
export function setQuery(board: Breakable, expr: string, panel = 1): void {
  board.panels[panel].targets[0].expr = expr;
}
