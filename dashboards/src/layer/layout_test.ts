import assert from "node:assert/strict";
import { closedRow, row } from "./board.ts";
import { placeRows } from "./layout.ts";
import { stat } from "./stat.ts";

const tile = (w: number, h: number) =>
  stat({ title: "T", asks: "Is it?", unit: "none", expr: "up", w, h });
const places = (rows: Parameters<typeof placeRows>[0]) =>
  placeRows(rows).flatMap(({ gridPos, panels }) => [gridPos, ...panels.map((p) => p.gridPos)])
    .map(({ x, y, w, h }) => [x, y, w, h]);

Deno.test("panels stand in lines that end where the width does, as high as the highest", () => {
  assert.deepEqual(places([row("A", [tile(12, 4), tile(12, 6), tile(24, 2)])]), [
    [0, 0, 24, 1],
    [0, 1, 12, 4],
    [12, 1, 12, 6],
    [0, 7, 24, 2],
  ]);
});

Deno.test("a closed row takes one line, and its panels stand below it", () => {
  assert.deepEqual(places([closedRow("A", [tile(8, 4)]), row("B", [])]), [
    [0, 0, 24, 1],
    [0, 1, 8, 4],
    [0, 1, 24, 1],
  ]);
});

Deno.test("every row and panel has an id of its own", () => {
  const placed = placeRows([row("A", [tile(8, 4), tile(8, 4)]), row("B", [tile(8, 4)])]);
  const ids = placed.flatMap(({ id, panels }) => [id, ...panels.map((panel) => panel.id)]);
  assert.deepEqual(ids, [1, 2, 3, 4, 5]);
});
