import type { HistogramValue } from "@llm-monitor/sdk";

/**
 * A histogram that is one: bounds that ascend, counts that do not fall, and as many events as its last
 * bucket has. An engine that is read while it counts may give another; where its count differs from
 * the bucket +Inf, the bucket stands. undefined when it cannot be mended: one that is none would cost
 * the family of every other server.
 */
export function soundHistogram(
  { buckets, sum, count }: HistogramValue,
): HistogramValue | undefined {
  const sound: [le: number, count: number][] = [];
  let last = 0;
  for (const [le, events] of buckets) {
    if (!Number.isFinite(events) || events < last) return undefined;
    const previous = sound.at(-1);
    // Written twice, as two numbers that are the same.
    if (previous?.[0] === le) previous[1] = events;
    else sound.push([le, events]);
    last = events;
  }
  const total = sound.at(-1)?.[0] === Infinity ? last : count;
  const isWhole = Number.isFinite(total) && total >= last;
  return isWhole ? { buckets: sound, sum, count: total } : undefined;
}
