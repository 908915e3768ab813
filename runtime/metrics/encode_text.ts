import type { HistogramSample, Sample, ValidFamily } from "../contract/metric.ts";
import { escapeHelp } from "./escape.ts";
import { formatBound, formatNumber } from "./format_number.ts";
import { renderLine } from "./render_labels.ts";
import { familiesInOrder, samplesInOrder } from "./sample_order.ts";

/**
 * Encodes families as Prometheus text 0.0.4: sorted, without timestamps; the same values give the same
 * bytes. Info families are gauges there.
 */
export function encodeText(families: readonly ValidFamily[]): string {
  return familiesInOrder(families).map(encodeFamily).join("");
}

function encodeFamily(family: ValidFamily): string {
  const { name, type, help } = family.declaration;
  let text = `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${
    type === "info" ? "gauge" : type
  }\n`;
  for (const { labels, sample } of samplesInOrder(family)) {
    text += encodeSample(name, labels, sample);
  }
  return text;
}

function encodeSample(name: string, labels: string, sample: Sample | HistogramSample): string {
  if ("value" in sample) return renderLine(name, { labels, value: formatNumber(sample.value) });
  const buckets = sample.buckets.map(([le, count]) =>
    renderLine(`${name}_bucket`, {
      labels,
      // As OpenMetrics has it: of one bucket there must not be two, by which format it was scraped in.
      extra: `le="${formatBound(le)}"`,
      value: formatNumber(count),
    })
  );
  return buckets.join("") +
    renderLine(`${name}_sum`, { labels, value: formatNumber(sample.sum) }) +
    renderLine(`${name}_count`, { labels, value: formatNumber(sample.count) });
}
