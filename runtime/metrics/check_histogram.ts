import { LIMITS } from "../contract/limits.ts";
import type { FamilyFault } from "./family_fault.ts";
import { isWireNumber, toNumber } from "./wire_number.ts";

/** Checks a histogram's buckets, sum and count. */
export function checkHistogram(
  sample: Readonly<Record<string, unknown>>,
): FamilyFault | undefined {
  const { buckets, sum, count } = sample;
  if (!Array.isArray(buckets) || !isCount(count) || !isWireNumber(sum)) {
    return { reason: "family_shape", message: "has a sample that is not { buckets, sum, count }" };
  }
  // The encoders tell a plain sample by its value: one left here would be printed unchecked.
  if (Object.hasOwn(sample, "value")) {
    return { reason: "family_shape", message: "has a histogram with a value beside its buckets" };
  }
  const problem = bucketProblem(buckets, count);
  return problem ? { reason: "histogram_buckets", message: `has ${problem}` } : undefined;
}

function bucketProblem(buckets: readonly unknown[], count: number): string | undefined {
  if (buckets.length > LIMITS.bucketsPerHistogram) {
    return `${buckets.length} buckets; ${LIMITS.bucketsPerHistogram} are allowed`;
  }
  let lastBound = -Infinity;
  let lastCount = 0;
  for (const [index, bucket] of buckets.entries()) {
    if (!isBucket(bucket)) return "a bucket that is not [bound, count]";
    const bound = toNumber(bucket[0]);
    const isFirst = index === 0;
    if (Number.isNaN(bound) || (!isFirst && bound <= lastBound)) {
      return "buckets whose bounds do not ascend";
    }
    if (bucket[1] < lastCount) return "buckets that are not cumulative";
    lastBound = bound;
    lastCount = bucket[1];
  }
  if (lastBound !== Infinity) return "no last bucket +Inf";
  return lastCount === count ? undefined : "a last bucket that differs from its count";
}

function isBucket(bucket: unknown): bucket is [Parameters<typeof toNumber>[0], number] {
  return Array.isArray(bucket) && bucket.length === 2 && isWireNumber(bucket[0]) &&
    isCount(bucket[1]);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
