import type { Family } from "@llm-monitor/sdk";

/** The limits of all targets together, to reach the host in one frame. */
export interface FitLimits {
  readonly bytes: number;
  readonly series: number;
}

/** A frame has 4 MiB, the plugin 50,000 series (plugin.yaml); both with some room. */
export const FIT: FitLimits = { bytes: 3_500_000, series: 48_000 };

/** Families that every target has, however much it reports. */
const ESSENTIAL = /^llm_monitor_llm_(?:up|state|scrape_\w+|capability|info|probe_\w+)$/;

interface ScrapeResult {
  readonly families: readonly Family[];
}

/**
 * Cuts the largest of many targets down to what is essential, until all of them fit: one that tells
 * too much costs its own series, and not those of all others.
 */
export function fitFamilies<Target extends ScrapeResult>(
  targets: readonly Target[],
  limits = FIT,
): { readonly target: Target; readonly families: readonly Family[]; readonly cut: number }[] {
  const sized = targets.map((target) => ({
    target,
    families: target.families,
    cut: 0,
    size: measureSize(target.families),
  }));
  const fits = () =>
    sized.reduce((sum, { size }) => sum + size.bytes, 0) <= limits.bytes &&
    sized.reduce((sum, { size }) => sum + size.series, 0) <= limits.series;
  while (!fits()) {
    const whole = sized.filter(({ cut }) => cut === 0);
    const [largest] = whole.toSorted((a, b) => b.size.bytes - a.size.bytes);
    if (!largest) break;
    largest.cut = largest.size.series;
    largest.families = largest.families.filter(({ name }) => ESSENTIAL.test(name));
    largest.size = measureSize(largest.families);
  }
  return sized.map(({ target, families, cut }) => ({ target, families, cut }));
}

/** An upper bound of what families are in a frame, and how many series the host will count. */
function measureSize(families: readonly Family[]): FitLimits {
  let bytes = 0;
  let series = 0;
  for (const { name, samples } of families) {
    bytes += name.length + 32;
    for (const sample of samples) {
      const buckets = "buckets" in sample ? sample.buckets.length : 0;
      series += "buckets" in sample ? buckets + 2 : 1;
      bytes += 80 + buckets * 40;
      // Of the characters of a label few have to be escaped.
      for (const [name, value] of Object.entries(sample.labels ?? {})) {
        bytes += name.length + value.length * 1.1 + 8;
      }
    }
  }
  return { bytes, series };
}
