/** The time between two points of a graph, as Grafana chooses it. */

/** The span of one query of a panel. */
export interface Span {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** As many points as a graph is wide. */
  readonly maxDataPoints: number;
  /** The least time between points: the panel's own, or the data source's. */
  readonly minIntervalSeconds: number;
  /** As the data source has it. */
  readonly scrapeIntervalSeconds: number;
}

export interface Interval {
  readonly stepSeconds: number;
  readonly rateSeconds: number;
}

/** Each is used up to the middle of it and the next. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 20, 30],
  ...[1, 2, 5, 10, 15, 20, 30].map((minutes) => minutes * 60),
  ...[1, 2, 3, 6, 12].map((hours) => hours * 3_600),
  ...[1, 7, 30, 365].map((days) => days * 86_400),
];

export function computeInterval(span: Span): Interval {
  const exact = (span.toSeconds - span.fromSeconds) / span.maxDataPoints;
  const stepSeconds = Math.max(round(exact), span.minIntervalSeconds);
  const { scrapeIntervalSeconds } = span;
  const rateSeconds = Math.max(stepSeconds + scrapeIntervalSeconds, 4 * scrapeIntervalSeconds);
  return { stepSeconds, rateSeconds };
}

function round(seconds: number): number {
  const index = STEPS.findIndex((step, at) => seconds < (step + (STEPS[at + 1] ?? Infinity)) / 2);
  return STEPS[index] ?? STEPS[STEPS.length - 1] ?? 1;
}

/** Reads `30s`, `1m`, also with Grafana's sign for "at least". */
export function parseSeconds(text: string): number {
  const [, count, unit = ""] = /^>?(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
  const factor = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400 }[unit];
  if (factor === undefined) throw new Error(`"${text}" is no time such as 30s or 1m`);
  return Number(count) * factor;
}
