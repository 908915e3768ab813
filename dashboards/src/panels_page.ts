import type { Board } from "./layer/board.ts";
import { listMetrics } from "./layer/render_panel.ts";

/** The page that lists every panel. */
export const PANELS_PAGE = "dashboards/PANELS.md";

/** The page with the tables of all boards: panel, question, metrics. */
export function renderPanelsPage(boards: readonly Board[]): string {
  return [
    "# Panels",
    'Every panel of every board. Made by "deno task dashboards" from dashboards/src/boards.',
    ...boards.map(sectionOf),
  ].join("\n\n") + "\n";
}

function sectionOf(board: Board): string {
  const rows = board.rows.flatMap(({ panels }) =>
    panels.map((panel) => {
      const metrics = listMetrics(panel).map((name) => `\`${name}\``).join(" ");
      return `| ${panel.title} | ${panel.asks} | ${panel.source === "loki" ? "logs" : metrics} |`;
    })
  );
  return [
    `## ${board.title}`,
    `\`dashboards/boards/${board.name}.json\`. ${board.description}`,
    // Not padded: a line with many metrics would make all of them as wide.
    ["| Panel | Question | Metrics |", "| --- | --- | --- |", ...rows].join("\n"),
  ].join("\n\n");
}
