import type { ValidFamily } from "../contract/metric.ts";
import { openMetricsName } from "../contract/metric_name.ts";
import { encodeSample } from "./encode_sample.ts";
import { escapeLabelValue } from "./escape.ts";
import { familiesInOrder, samplesInOrder } from "./sample_order.ts";

/** Base units whose names end a family's name, so that a UNIT line can say them. */
const UNITS = ["seconds", "bytes", "ratio", "watts", "joules", "celsius", "hertz", "volts"];

/** The end of an exposition; it stands once, behind everything that is joined. */
export const OPENMETRICS_END = "# EOF\n";

/**
 * Encodes families as OpenMetrics 1.0, without the closing `# EOF`. A family is called without the ending
 * that its samples have: `x` for the counter `x_total`, `x` for `x_info`.
 */
export function encodeOpenMetrics(families: readonly ValidFamily[]): string {
  return familiesInOrder(families).map(encodeFamily).join("");
}

function encodeFamily(family: ValidFamily): string {
  const { type, help, name } = family.declaration;
  const familyName = openMetricsName(family.declaration);
  const unit = UNITS.find((one) => familyName.endsWith(`_${one}`));
  let text = `# TYPE ${familyName} ${type}\n`;
  if (unit !== undefined && type !== "info") text += `# UNIT ${familyName} ${unit}\n`;
  text += `# HELP ${familyName} ${escapeLabelValue(help)}\n`;
  for (const { labels, sample } of samplesInOrder(family)) {
    text += encodeSample(name, labels, sample);
  }
  return text;
}
