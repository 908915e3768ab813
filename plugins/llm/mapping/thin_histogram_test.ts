import assert from "node:assert/strict";
import { thinHistogram } from "./thin_histogram.ts";

const linear = (count: number, step: number) => ({
  buckets: [
    ...Array.from({ length: count }, (_, i) => [(i + 1) * step, i] as [number, number]),
    [Infinity, count] as [number, number],
  ],
  sum: 9,
  count,
});

Deno.test("thinHistogram leaves a histogram of few bounds as it is", () => {
  const value = linear(35, 0.1);
  assert.equal(thinHistogram(value), value);
});

Deno.test("thinHistogram keeps powers of two, the last bound and +Inf of a thousand bounds", () => {
  const { buckets, sum, count } = thinHistogram(linear(1024, 1), 2);
  assert.deepEqual(buckets.map(([le]) => le), [
    1,
    2,
    4,
    8,
    16,
    32,
    64,
    128,
    256,
    512,
    1024,
    Infinity,
  ]);
  assert.deepEqual(buckets[3], [8, 7]);
  assert.deepEqual([sum, count], [9, 1024]);
});

Deno.test("thinHistogram brings a hundred linear bounds below the limit, ascending and exact", () => {
  const value = linear(100, 40);
  const { buckets } = thinHistogram(value);
  assert(buckets.length < 40 && buckets.length > 15, String(buckets.length));
  const known = new Map(value.buckets);
  for (const [index, [le, count]] of buckets.entries()) {
    assert.equal(known.get(le), count);
    assert(index === 0 || le > (buckets[index - 1]?.[0] ?? 0));
  }
  assert.deepEqual(buckets.slice(-2).map(([le]) => le), [4000, Infinity]);
});

Deno.test("thinHistogram keeps below the limit whatever the bounds are", () => {
  const wide = {
    buckets: Array.from({ length: 201 }, (_, i) => [1.3 ** i, i] as [number, number]),
    sum: 9,
    count: 300,
  };
  const { buckets } = thinHistogram(wide);
  assert(buckets.length <= 95, String(buckets.length));
  assert.equal(buckets.at(-1)?.[0], 1.3 ** 200);
});
