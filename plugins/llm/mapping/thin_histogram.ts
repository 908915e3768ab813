import type { HistogramValue } from "@llm-monitor/sdk";

/** A histogram of more bounds is thinHistogram; the host refuses one of more than a hundred. */
const MANY = 60;
const MOST = 90;
const FACTOR = 1.25;

/**
 * Leaves out bounds that stand close together, where there are many. Buckets are cumulative, so that
 * those that stay are as exact as they were. The last bound and +Inf stay.
 *
 * @param factor how many times as far as the last one a bound has to be at least.
 */
export function thinHistogram(value: HistogramValue, factor = FACTOR): HistogramValue {
  const { buckets } = value;
  if (buckets.length <= MANY) return value;
  let last = 0;
  const kept = buckets.filter(([le], index) => {
    const isEnd = index >= buckets.length - 2 || le === Infinity;
    if (!isEnd && last > 0 && le < last * factor) return false;
    last = le;
    return true;
  });
  return { ...value, buckets: everyNth(kept) };
}

/** Bounds that stand far apart may still be too many: then every second, third and so on stays. */
function everyNth(buckets: HistogramValue["buckets"]): HistogramValue["buckets"] {
  const step = Math.ceil(buckets.length / MOST);
  return buckets.filter((_, index) => index % step === 0 || index >= buckets.length - 2);
}
