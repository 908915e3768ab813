import type { WireNumber } from "../contract/metric.ts";

/** Writes a value as the exposition formats read it; the shortest digits that give the same number. */
export function formatNumber(value: WireNumber): string {
  if (typeof value === "string") return value;
  // JSON carries -0, and a scraper should not see it.
  return value === 0 ? "0" : String(value);
}

/** Writes the upper bound of a bucket in the canonical form of OpenMetrics, with a point: `1.0`. */
export function formatBound(value: WireNumber): string {
  const text = formatNumber(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
