import assert from "node:assert/strict";
import { bar, linePath, sparkline } from "./sparkline.ts";

const values = (...list: number[]) => Float32Array.from(list);

Deno.test("linePath crosses short gaps, and begins anew after long ones", () => {
  assert.equal(linePath(values(0, 1), 1), "M0 23L120 1");
  assert.equal(linePath(values(0, NaN, 1), 1).split("M").length, 2);
  const gap = Array.from({ length: 8 }, () => NaN);
  assert.equal(linePath(values(0, ...gap, 1), 1).split("M").length, 3);
  assert.doesNotMatch(linePath(values(0, 0), 0), /NaN|Infinity/);
});

Deno.test("sparkline says its range, and is nothing where there is no line", () => {
  const text = (...list: number[]) => sparkline(values(...list), (value) => `${value} W`).text;
  assert.match(text(1, 3), /role="img"\s+aria-label="Last 15 minutes: 1 W to 3 W"/);
  assert.match(text(2, 2), /"Last 15 minutes: 2 W"/);
  assert.equal(text(NaN, 1), "");
  assert.equal(text(), "");
});

Deno.test("bar never goes beyond its end, whatever the parts come to", () => {
  const widths = [...bar([0.7, 0.7, -1]).text.matchAll(/ width="([\d.]+)"/g)].map(([, width]) =>
    Number(width)
  );
  assert.deepEqual(widths, [70, 30, 0]);
});
