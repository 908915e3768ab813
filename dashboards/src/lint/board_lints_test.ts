import assert from "node:assert/strict";
import { formatIssue } from "../../../runtime/contract/issue.ts";
import { renderBoard } from "../layer/render_board.ts";
import { CATALOG, GOOD_BOARD, issuesOf, refuses, setQuery } from "./broken_boards.ts";
import { lintBoards } from "./lint_boards.ts";

refuses(
  "a panel without a unit",
  (board) => delete board.panels[1].fieldConfig.defaults.unit,
  { place: 'panel "Power"', says: "has no unit" },
);
refuses(
  "a unit that Grafana does not know",
  (board) => board.panels[1].fieldConfig.defaults.unit = "wats",
  { place: 'panel "Power" is wats', says: "is no unit of Grafana" },
);
refuses(
  "two units on one axis",
  (board) =>
    board.panels[2].fieldConfig.overrides.push({
      matcher: { id: "byName", options: "x" },
      properties: [{ id: "unit", value: "s" }],
    }),
  { place: 'panel "Tokens" is s', says: "has two units on one axis" },
);
refuses(
  "a panel without a description",
  (board) => board.panels[1].description = "",
  { place: 'panel "Power"', says: "has no description" },
);
refuses(
  "a panel without a title",
  (board) => board.panels[1].title = "",
  { place: "panel 2", says: "has no title" },
);
refuses(
  "a panel that asks nothing",
  (board) => board.panels[4].targets = [],
  { place: 'panel "Logs"', says: "asks nothing" },
);
refuses(
  "two panels of one id",
  (board) => board.panels[2].id = board.panels[1].id,
  { place: 'panel "Tokens" is 2', says: "has no id of its own" },
);
refuses(
  "a legend that nobody chose",
  (board) => delete board.panels[2].options.legend.showLegend,
  { place: 'panel "Tokens"', says: "showLegend" },
);
refuses(
  "a tile without a calculation",
  (board) => board.panels[1].options.reduceOptions.calcs = [],
  { place: 'panel "Power"', says: "has no calculation" },
);
refuses(
  "a type that Grafana no longer has",
  (board) => board.panels[2].type = "graph",
  { place: 'panel "Tokens" is graph', says: "no longer has" },
);
refuses(
  "panels that cover each other",
  (board) => board.panels[2].gridPos.x = 2,
  { place: 'panel "Power"', says: 'covers panel "Tokens"' },
);
refuses(
  "a panel beyond the edge",
  (board) => board.panels[4].gridPos.x = 14,
  { place: 'panel "Logs"', says: "beyond the 24 columns" },
);
refuses(
  "schema v2",
  (board) => board.elements = {},
  { place: "elements", says: "schema v2" },
);
refuses(
  "a uid that Grafana does not take",
  (board) => board.uid = "a".repeat(41),
  { place: `uid is ${"a".repeat(41)}`, says: "at most 40" },
);
refuses(
  "a board that can be edited",
  (board) => board.editable = true,
  { place: "editable", says: "has to be false" },
);
refuses(
  "a schema that is too old",
  (board) => board.schemaVersion = 12,
  { place: "schemaVersion is 12", says: "is too old" },
);
refuses(
  "a data source that is written out",
  (board) => board.panels[1].targets[0].datasource.uid = "ddyfngn31dg5cf",
  { place: 'panel "Power" is ddyfngn31dg5cf', says: "written out" },
);
refuses(
  "a variable that is not declared",
  (board) => setQuery(board, '{container=~"$gpu", level="$level"}', 4),
  { place: "$level", says: "is no variable of this board" },
);
refuses(
  "a variable that is used nowhere",
  (board) => board.templating.list.push({ type: "textbox", name: "price" }),
  { place: "variable price", says: "is used nowhere" },
);
refuses(
  "a variable of one value only",
  (board) => board.templating.list.at(-1).multi = false,
  { place: "variable gpu", says: "has to be multi-value" },
);
refuses(
  "a link that leads nowhere",
  (board) =>
    board.panels[1].links = [{
      url: "/d/llm-monitor-gone?${__url_time_range}&${datasource:queryparam}",
    }],
  { place: "/d/llm-monitor-gone", says: "no board has this uid" },
);
refuses(
  "a link that loses the time",
  (board) => board.panels[1].links = [{ url: "/d/llm-monitor-good" }],
  { place: "/d/llm-monitor-good", says: "loses the time" },
);
refuses(
  "links between boards that lose the variables",
  (board) => board.links[0].includeVars = false,
  { place: 'link "llm-monitor"', says: "loses the time or the variables" },
);
refuses(
  "a judgement of use in a tile",
  (board) =>
    setQuery(board, 'max(x_utilization_ratio{job=~"$job", instance=~"$instance", gpu=~"$gpu"})'),
  { place: 'panel "Power", query A', says: "use is never judged" },
);
refuses(
  "a judgement of use in a table",
  (board) =>
    board.panels[3].fieldConfig.overrides[1].properties.push({
      id: "thresholds",
      value: { steps: [{ value: null, color: "green" }, { value: 0.8, color: "red" }] },
    }),
  { place: 'panel "Cards", query A', says: "use is never judged" },
);

Deno.test("lint refuses a panel of the overview that terminals cannot draw", () => {
  const issues = issuesOf((board) => board.uid = "llm-monitor-overview");
  assert.equal(issues.length, 1);
  assert(issues[0]?.includes('panel "Logs" is logs: terminals cannot draw it'), issues[0]);
});

Deno.test("lint refuses two boards of one uid", () => {
  const board = renderBoard(GOOD_BOARD, CATALOG);
  const issues = lintBoards([{ file: "a.json", board }, { file: "b.json", board }], CATALOG);
  assert.deepEqual(issues.map(formatIssue), [
    "b.json: uid is llm-monitor-good: is that of a.json, too",
  ]);
});
