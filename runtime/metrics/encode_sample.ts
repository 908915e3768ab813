import type { HistogramSample, Sample } from "../contract/metric.ts";
import { formatBound, formatNumber } from "./format_number.ts";
import { renderLine } from "./render_labels.ts";

/**
 * Encodes one sample, which reads the same in both formats: a bucket with two spellings of its bound
 * would be two series, depending on the format of the scrape.
 */
export function encodeSample(
  name: string,
  labels: string,
  sample: Sample | HistogramSample,
): string {
  if ("value" in sample) return renderLine(name, { labels, value: formatNumber(sample.value) });
  const buckets = sample.buckets.map(([le, count]) =>
    renderLine(`${name}_bucket`, {
      labels,
      extra: `le="${formatBound(le)}"`,
      value: formatNumber(count),
    })
  );
  return buckets.join("") +
    renderLine(`${name}_sum`, { labels, value: formatNumber(sample.sum) }) +
    renderLine(`${name}_count`, { labels, value: formatNumber(sample.count) });
}
