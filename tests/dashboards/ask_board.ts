/** Sends every query of a board, as opening it does. */
import { panelsOf } from "./model/board.ts";
import type { Board, Panel } from "./model/board.ts";
import { interpolate } from "./model/interpolate.ts";
import { parseSeconds } from "./model/interval.ts";
import { builtIn, queriesOf } from "./model/panel_queries.ts";
import type { Sending } from "./model/panel_queries.ts";
import { PrometheusApi } from "./model/prometheus_api.ts";
import type { Series } from "./model/prometheus_api.ts";
import { resolveVariables } from "./model/variables.ts";

/** One question of a board, and what came of it. */
export interface Answer {
  /** `Panel title A`, `variable job`, `annotation Restart`. */
  readonly question: string;
  readonly hasData: boolean;
  /** The query as it was sent, and its answer; absent of variables. */
  readonly expr?: string;
  readonly series?: readonly Series[];
  readonly error?: string;
}

export interface Where {
  readonly prometheus: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly scrapeIntervalSeconds: number;
  /** Asks about times that lie so much after those that Grafana would ask about. */
  readonly laterSeconds?: number;
}

/** Prometheus gives no more points than this, so that Grafana asks for longer steps. */
const MOST_POINTS = 11_000;
/** As wide as a graph over half of a usual screen. */
const WIDTH = 780;

export async function askBoard(board: Board, where: Where): Promise<Answer[]> {
  const { laterSeconds = 0 } = where;
  const api = new PrometheusApi(where.prometheus, { laterSeconds });
  const span = { fromSeconds: where.fromSeconds, toSeconds: where.toSeconds };
  const variables = board.templating?.list ?? [];
  const scope = await resolveVariables(variables, api, span);
  const sending: Sending = {
    scope,
    span,
    scrapeIntervalSeconds: where.scrapeIntervalSeconds,
    width: WIDTH,
  };
  const chosen = variables.filter(({ type, datasource }) =>
    type === "query" && datasource?.type !== "loki"
  ).map(({ name }): Answer => ({
    question: `variable ${name}`,
    hasData: (scope.get(name)?.options.length ?? 0) > 0,
  }));
  const panels = await Promise.all(panelsOf(board).map((panel) => askPanel(panel, api, sending)));
  return [...chosen, ...panels.flat(), ...await askAnnotations(board, api, sending)];
}

async function askPanel(panel: Panel, api: PrometheusApi, sending: Sending): Promise<Answer[]> {
  let queries;
  try {
    queries = queriesOf(panel, sending);
  } catch (error) {
    return [{ question: panel.title ?? "", hasData: false, error: String(error) }];
  }
  return await Promise.all(
    queries.map(({ target, expr, isInstant, stepSeconds }) =>
      answer(
        `${panel.title} ${target.refId}`,
        expr,
        () =>
          isInstant
            ? api.query(expr, sending.span.toSeconds)
            : api.queryRange(expr, sending.span, stepSeconds),
      )
    ),
  );
}

async function askAnnotations(
  board: Board,
  api: PrometheusApi,
  { scope, span }: Sending,
): Promise<Answer[]> {
  const asked = (board.annotations?.list ?? []).filter(({ datasource, expr }) =>
    datasource?.type === "prometheus" && expr
  );
  return await Promise.all(asked.map(({ name, expr = "", step }) => {
    const least = Math.ceil((span.toSeconds - span.fromSeconds) / MOST_POINTS);
    const seconds = Math.max(parseSeconds(step || "60s"), least);
    const text = interpolate(expr, new Map([...scope, ...builtIn(span, seconds, 4 * seconds)]));
    return answer(`annotation ${name}`, text, () => api.queryRange(text, span, seconds));
  }));
}

async function answer(
  question: string,
  expr: string,
  ask: () => Promise<Series[]>,
): Promise<Answer> {
  try {
    const series = await ask();
    return { question, expr, hasData: series.some(isNumber), series };
  } catch (error) {
    return { question, hasData: false, error: error instanceof Error ? error.message : `${error}` };
  }
}

/** A series of nothing but NaN shows nothing. */
function isNumber({ values }: Series): boolean {
  return values.some(([, value]) => value !== "NaN");
}
