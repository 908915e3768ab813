/** The queries of a panel, as they are sent. */
import type { Panel, Target } from "./board.ts";
import { interpolate } from "./interpolate.ts";
import type { Chosen, Scope } from "./interpolate.ts";
import { computeInterval, parseSeconds } from "./interval.ts";
import type { TimeSpan } from "./prometheus_api.ts";

export interface PanelQuery {
  readonly target: Target;
  readonly expr: string;
  readonly isInstant: boolean;
  readonly stepSeconds: number;
}

export interface Sending {
  readonly scope: Scope;
  readonly span: TimeSpan;
  readonly scrapeIntervalSeconds: number;
  /** Points of a graph, as many as it is wide. */
  readonly width: number;
}

/** Returns whether a target asks a data source of that type, by itself or by its panel. */
export function asksFor(type: string, panel: Panel, target: Target): boolean {
  return (target.datasource?.type ?? panel.datasource?.type) === type;
}

/** Returns what a panel asks Prometheus. */
export function queriesOf(panel: Panel, sending: Sending): PanelQuery[] {
  const shown = (panel.targets ?? []).filter((target) =>
    !target.hide && asksFor("prometheus", panel, target)
  );
  return shown.map((target) => {
    const least = target.interval || panel.interval;
    const { stepSeconds, rateSeconds } = computeInterval({
      ...sending.span,
      maxDataPoints: panel.maxDataPoints ?? Math.max(1, Math.floor(sending.width)),
      scrapeIntervalSeconds: sending.scrapeIntervalSeconds,
      minIntervalSeconds: least
        ? parseSeconds(interpolate(least, sending.scope))
        : sending.scrapeIntervalSeconds,
    });
    const scope = new Map([...sending.scope, ...builtIn(sending.span, stepSeconds, rateSeconds)]);
    return {
      target,
      expr: interpolate(target.expr ?? "", scope),
      isInstant: target.instant === true && target.range !== true,
      stepSeconds,
    };
  });
}

/** Returns the variables that Grafana itself has. */
export function builtIn(
  { fromSeconds, toSeconds }: TimeSpan,
  stepSeconds: number,
  rateSeconds: number,
): Map<string, Chosen> {
  const range = toSeconds - fromSeconds;
  const values: Readonly<Record<string, string>> = {
    __interval: `${stepSeconds}s`,
    __interval_ms: `${stepSeconds * 1_000}`,
    __rate_interval: `${rateSeconds}s`,
    __rate_interval_ms: `${rateSeconds * 1_000}`,
    __range: `${range}s`,
    __range_s: `${range}`,
    __range_ms: `${range * 1_000}`,
    __from: `${fromSeconds * 1_000}`,
    __to: `${toSeconds * 1_000}`,
  };
  return new Map(
    Object.entries(values).map((
      [name, value],
    ) => [name, { name, value, text: value, isMulti: false }]),
  );
}
