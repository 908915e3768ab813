/** Compares point by point what two stores of the same samples answer. */
import type { Answer } from "../dashboards/ask_board.ts";

/** Sums of the same numbers, each store adding them up in its own order. */
const ROUNDING = 1e-9;
/** Of a window that is so long that its edges hardly count. */
const EDGE_TOLERANCE = 0.01;
const LONG_WINDOW_SECONDS = 6 * 3_600;

/** Functions of the steps between samples: the stores differ by what lies at the edges of a window. */
const STEPS = /\b(?:rate|increase|changes)\(/;
/** Functions of the samples in a window: Prometheus 2 takes one that lies exactly at its beginning as well. */
const SAMPLES = /\b(?:\w+_over_time|deriv)\(/;
const WINDOW = /\[(\d+)([smhd])\]/g;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Times of a query at which both stores see the same samples. */
export type Moment = "at a scrape" | "between scrapes" | "never";

/** Returns the times at which a query has to be asked so that the answers are equal. */
export function chooseMoment(expr: string): Moment {
  if (!SAMPLES.test(expr)) return "at a scrape";
  return STEPS.test(expr) ? "never" : "between scrapes";
}

/** The samples behind the answers. */
export interface Samples {
  readonly scrapeIntervalSeconds: number;
  /** Times of first samples: at the beginning, and after each restart. */
  readonly beginnings: readonly number[];
}

export interface Comparison {
  /** Points of which the values were compared. */
  readonly compared: number;
  readonly differences: readonly string[];
}

/**
 * Compares the points of one query. Where steps are counted and the window reaches beyond the first sample,
 * each store guesses in its own way: such points are left out, or are close to each other in long windows.
 */
export function comparePoints(expected: Answer, given: Answer, samples: Samples): Comparison {
  const { expr = "", question } = expected;
  const failed = expected.error ?? given.error;
  if (failed !== undefined) return { compared: 0, differences: [`${question}: ${failed}`] };
  const windows = STEPS.test(expr) ? listWindows(expr) : [];
  const [points, others] = [listPoints(expected), listPoints(given)];
  let compared = 0;
  const differences: string[] = [];
  for (const key of new Set([...points.keys(), ...others.keys()])) {
    const [at = NaN, value] = points.get(key) ?? [others.get(key)?.[0]];
    const other = others.get(key)?.[1];
    const guesses = windows.filter((seconds) => reachesBack(at, seconds, samples));
    if (guesses.some((seconds) => seconds < LONG_WINDOW_SECONDS)) continue;
    compared++;
    if (isClose(value, other, guesses.length > 0 ? EDGE_TOLERANCE : ROUNDING)) continue;
    differences.push(`${question}: ${key} is ${value ?? "absent"} and ${other ?? "absent"}`);
  }
  return { compared, differences };
}

function listWindows(expr: string): number[] {
  return [...expr.matchAll(WINDOW)].map(([, count, unit = ""]) =>
    Number(count) * (SECONDS[unit] ?? NaN)
  );
}

function reachesBack(
  at: number,
  windowSeconds: number,
  { beginnings, scrapeIntervalSeconds }: Samples,
): boolean {
  return beginnings.some((first) =>
    at - windowSeconds <= first && at >= first - 2 * scrapeIntervalSeconds
  );
}

function isClose(one: number | undefined, other: number | undefined, tolerance: number): boolean {
  if (one === undefined || other === undefined) return false;
  return one === other ||
    Math.abs(one - other) <= tolerance * Math.max(Math.abs(one), Math.abs(other));
}

/** Every point by its labels and its time. What is no number is no point for VictoriaMetrics. */
function listPoints({ series = [] }: Answer): Map<string, readonly [at: number, value: number]> {
  return new Map(series.flatMap(({ metric, values }) => {
    // Functions keep the name of a metric or drop it.
    const { __name__: _, ...labels } = metric;
    const key = JSON.stringify(Object.entries(labels).sort());
    return values.filter(([, value]) => value !== "NaN")
      .map(([at, value]) => [`${key} at ${at}`, [at, Number(value)]] as const);
  }));
}
