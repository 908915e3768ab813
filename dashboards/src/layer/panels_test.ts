import assert from "node:assert/strict";
import { MetricCatalog } from "../metrics.ts";
import { NOT_REPORTED } from "./judge.ts";
import { renderPanel } from "./render_panel.ts";
import { stat } from "./stat.ts";
import { rows } from "./table.ts";

const catalog = new MetricCatalog([]);
const tile = { title: "T", asks: "Is it?", unit: "none", expr: "max(x)" };

Deno.test("a tile asks for this moment, so that what has gone is no data", () => {
  assert.deepEqual(stat(tile).target, { instant: true, range: false });
});

Deno.test("a tile without a judgement has no threshold, and one with it has its colours", () => {
  const thresholds = (draft: ReturnType<typeof stat>) =>
    draft.rest.fieldConfig?.defaults.thresholds?.steps.length;
  assert.equal(thresholds(stat(tile)), 1);
  assert.equal(thresholds(stat({ ...tile, judge: { warn: 1, bad: 2 } })), 3);
});

Deno.test("what no server can tell is a value of its own, and only where all of them say so", () => {
  const [query] = stat({ ...tile, capability: "queue" }).queries;
  assert.equal(
    query?.expr,
    `(max(x)) or ((max(llm_monitor_llm_capability{feature="queue"}) == 0) - ${-NOT_REPORTED})`,
  );
});

Deno.test("a description ends with the metrics of the panel, each once", () => {
  const draft = stat({ ...tile, help: "Do this.", expr: "sum(b) / sum(a) + sum(b)" });
  const { description } = renderPanel(draft, new Map(), catalog);
  assert.equal(description, "Is it?\n\nDo this.\n\nMetrics: `a`, `b`");
});

Deno.test("the value of a table's only query has no letter, as Grafana names it", () => {
  const columns = [{ title: "Card", label: "gpu" }, { title: "Power", expr: "x" }];
  const renames = (draft: ReturnType<typeof rows>) =>
    Object.keys(
      (draft.rest.transformations?.at(-1)?.options as { renameByName: Record<string, string> })
        .renameByName,
    );
  const table = { title: "T", asks: "Which?", w: 12, h: 8 };
  assert.deepEqual(renames(rows({ ...table, columns })), ["gpu", "Value"]);
  assert.deepEqual(renames(rows({ ...table, columns, names: "y" })), ["gpu", "Value #A"]);
});

Deno.test("a table is sorted by one column, or by several in their order", () => {
  const table = { title: "T", asks: "Which?", w: 12, h: 8, columns: [] };
  const [down, worst] = [
    { column: "Up", isDescending: false },
    { column: "Trouble", isDescending: true },
  ];
  const sorting = (draft: ReturnType<typeof rows>) =>
    (draft.rest.options as { sortBy?: unknown }).sortBy;
  assert.deepEqual(sorting(rows(table)), undefined);
  assert.deepEqual(sorting(rows({ ...table, sortBy: down })), [{ displayName: "Up", desc: false }]);
  assert.deepEqual(sorting(rows({ ...table, sortBy: [down, worst] })), [
    { displayName: "Up", desc: false },
    { displayName: "Trouble", desc: true },
  ]);
});
