import assert from "node:assert/strict";
import { soundHistogram } from "./sound_histogram.ts";

Deno.test("soundHistogram leaves a histogram that is one as it is", () => {
  const value = { buckets: [[1, 2], [2, 5], [Infinity, 6]] as const, sum: 9, count: 6 };
  assert.deepEqual(soundHistogram(value), value);
  const open = { buckets: [[1, 2]] as const, sum: 9, count: 6 };
  assert.deepEqual(soundHistogram(open), open);
  const bare = { buckets: [], sum: 9, count: 6 };
  assert.deepEqual(soundHistogram(bare), bare);
});

Deno.test("soundHistogram takes the last bucket's word for the count, and a bound once", () => {
  const read = soundHistogram({
    buckets: [[1, 2], [1, 3], [Infinity, 6]],
    sum: 9,
    count: 5,
  });
  assert.deepEqual(read, { buckets: [[1, 3], [Infinity, 6]], sum: 9, count: 6 });
});

Deno.test("soundHistogram gives up what cannot be mended", () => {
  for (
    const value of [
      { buckets: [[1, 5], [2, 3], [Infinity, 6]], sum: 1, count: 6 },
      { buckets: [[1, NaN]], sum: 1, count: 6 },
      { buckets: [[1, -1]], sum: 1, count: 6 },
      { buckets: [[1, Infinity]], sum: 1, count: Infinity },
      { buckets: [[1, 7]], sum: 1, count: 6 },
      { buckets: [], sum: 1, count: NaN },
    ] as const
  ) assert.equal(soundHistogram(value), undefined, JSON.stringify(value));
});
