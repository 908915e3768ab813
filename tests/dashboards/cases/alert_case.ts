/** Cases of alerts: what lets each fire, and the same when all is well. */

/** A series of a case, in promtool's notation. */
export interface CaseSeries {
  readonly series: string;
  readonly bad: string;
  /** The same as `bad` when it only stands beside. */
  readonly good: string;
}

/** An alert and its input; the first series is the metric whose absence is tried. */
export interface AlertCase {
  readonly alert: string;
  /** The time at which it fires, counted from the first value. */
  readonly at: string;
  readonly series: readonly CaseSeries[];
  /** It fires whatever there is. */
  readonly isConstant?: true;
}

/** So many minutes are played. */
const MINUTES = 800;

/** Labels of a monitor's target. */
const TARGET = 'job="llm-monitor",instance="a"';

/** A value that stays. */
export function stays(value: number): string {
  return `${value}+0x${MINUTES}`;
}

/** A value that changes by so much each minute. */
export function grows(perMinute: number, from = 0): string {
  return perMinute < 0 ? `${from}${perMinute}x${MINUTES}` : `${from}+${perMinute}x${MINUTES}`;
}

/** A value for so many minutes, and another after. */
export function turns(before: number, minutes: number, after: number): string {
  return `${before}+0x${minutes} ${after}+0x${MINUTES - minutes}`;
}

/** One series; without `good` it only stands beside. Labels are those beside job and instance. */
export function row(metric: string, labels: string, bad: string, good = bad): CaseSeries {
  const all = labels === "" ? TARGET : `${TARGET},${labels}`;
  return { series: `${metric}{${all}}`, bad, good };
}

/** One alert with its series. */
export function fires(alert: string, at: string, ...series: readonly CaseSeries[]): AlertCase {
  return { alert: `LlmMonitor${alert}`, at, series };
}
