import type { ValidFamily } from "../contract/metric.ts";
import { encodeSample } from "./encode_sample.ts";
import { escapeHelp } from "./escape.ts";
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
