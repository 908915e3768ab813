/** Compares what two stores of the same samples answer. */
import type { Answer } from "../dashboards/ask_board.ts";
import type { Series } from "../dashboards/model/prometheus_api.ts";

/**
 * Prometheus extends what it saw to the edges of a window, VictoriaMetrics takes the sample before the window
 * instead. A played host moves its counters each half minute, so that a window of a minute has two steps
 * in the one and up to three in the other. Values are the very same.
 */
const RATE_TOLERANCE = 0.7;
const VALUE_TOLERANCE = 1e-9;

/** Returns in words what the second one answers otherwise; both were asked the same, in the same order. */
export function differences(expected: readonly Answer[], given: readonly Answer[]): string[] {
  return expected.flatMap(({ question, series, expr = "" }, index) => {
    const other = given[index];
    if (other?.error !== undefined) return [`${question}: ${other.error}`];
    const tolerance = /\b(?:rate|increase)\(/.test(expr) ? RATE_TOLERANCE : VALUE_TOLERANCE;
    return compare(listLast(series), listLast(other?.series), tolerance)
      .map((difference) => `${question}: ${difference}`);
  });
}

function compare(
  expected: ReadonlyMap<string, number>,
  given: ReadonlyMap<string, number>,
  tolerance: number,
): string[] {
  const names = new Set([...expected.keys(), ...given.keys()]);
  return [...names].flatMap((name) => {
    const [one, other] = [expected.get(name), given.get(name)];
    if (one !== undefined && other !== undefined) {
      if (Math.abs(one - other) <= tolerance * Math.max(Math.abs(one), Math.abs(other))) return [];
    }
    return [`${name} is ${one ?? "absent"} and ${other ?? "absent"}`];
  });
}

/** The last number of each series, by its labels; functions keep the name of a metric or drop it. */
function listLast(all: readonly Series[] = []): Map<string, number> {
  return new Map(all.map(({ metric, values }) => {
    const { __name__: _, ...labels } = metric;
    return [JSON.stringify(Object.entries(labels).sort()), Number(values.at(-1)?.[1])];
  }));
}
