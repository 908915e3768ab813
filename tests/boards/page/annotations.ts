/** Annotations of a board: moments at which a query gives something. */
import type { Annotation, Board } from "../../dashboards/model/board.ts";
import { interpolate } from "../../dashboards/model/interpolate.ts";
import { builtIn } from "../../dashboards/model/panel_queries.ts";
import type { Sending } from "../../dashboards/model/panel_queries.ts";
import { parseSeconds } from "../../dashboards/model/interval.ts";
import type { PrometheusApi } from "../../dashboards/model/prometheus_api.ts";

export interface Marker {
  readonly timeMs: number;
  readonly color: string;
}

/** Grafana itself asks for at most so many points. */
const MOST_POINTS = 11_000;
const DEFAULT_STEP = "60s";

export async function loadMarkers(
  board: Board,
  api: PrometheusApi,
  sending: Sending,
): Promise<Marker[]> {
  const asked = (board.annotations?.list ?? []).filter(({ builtIn, enable, datasource, expr }) =>
    builtIn !== 1 && enable !== false && datasource?.type === "prometheus" && expr
  );
  return (await Promise.all(asked.map((one) => findMarkers(one, api, sending)))).flat();
}

async function findMarkers(
  { expr = "", iconColor = "red", step }: Annotation,
  api: PrometheusApi,
  { scope, span }: Sending,
): Promise<Marker[]> {
  const least = Math.ceil((span.toSeconds - span.fromSeconds) / MOST_POINTS);
  const seconds = Math.max(least, parseSeconds(step || DEFAULT_STEP));
  const known = new Map([...scope, ...builtIn(span, seconds, 4 * seconds)]);
  const series = await api.queryRange(interpolate(expr, known), span, seconds);
  return series.flatMap(({ values }) => {
    // Values that follow each other are one event; 0 is none.
    let last = -Infinity;
    return values.filter(([, value]) => Number(value) !== 0).flatMap(([time]) => {
      const isNew = time - last > seconds;
      last = time;
      return isNew ? [{ timeMs: time * 1_000, color: iconColor }] : [];
    });
  });
}
