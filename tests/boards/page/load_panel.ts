/** Asks for what a panel shows, and makes the frames of it. */
import { applyFieldOverrides, cacheFieldDisplayNames, transformDataFrame } from "@grafana/data";
import type { DataFrame, FieldConfigSource, GrafanaTheme2 } from "@grafana/data";
import { firstValueFrom } from "rxjs";
import type { Panel } from "../../dashboards/model/board.ts";
import { interpolate } from "../../dashboards/model/interpolate.ts";
import { queriesOf } from "../../dashboards/model/panel_queries.ts";
import type { Sending } from "../../dashboards/model/panel_queries.ts";
import type { PrometheusApi } from "../../dashboards/model/prometheus_api.ts";
import { makeFrames } from "./frames.ts";
import { registryFor } from "./grafana.ts";

/** Options that the panels themselves set, where a board says nothing. */
const COLORS: Readonly<Record<string, string>> = {
  timeseries: "palette-classic",
  piechart: "palette-classic",
};

export interface Loaded {
  readonly frames: DataFrame[];
  readonly fieldConfig: FieldConfigSource;
}

export interface Loading {
  readonly panel: Panel;
  readonly api: PrometheusApi;
  readonly sending: Sending;
  readonly theme: GrafanaTheme2;
}

export async function loadPanel({ panel, api, sending, theme }: Loading): Promise<Loaded> {
  const queries = queriesOf(panel, sending);
  const { span } = sending;
  const answers = await Promise.all(queries.map(async (query) => {
    const series = query.isInstant
      ? await api.query(query.expr, span.toSeconds)
      : await api.queryRange(query.expr, span, query.stepSeconds);
    return makeFrames(query, series, queries.length === 1);
  }));
  const frames = await transform(panel, answers.flat(), sending);
  const fieldConfig = makeFieldConfig(panel);
  const data = applyFieldOverrides({
    data: frames,
    fieldConfig,
    fieldConfigRegistry: registryFor(fieldConfig),
    theme,
    timeZone: "utc",
    // Names of fields may hold `${__field...}`, which Grafana itself fills in.
    replaceVariables: (text) => text.includes("${__") ? text : interpolate(text, sending.scope),
  });
  cacheFieldDisplayNames(data);
  return { frames: data, fieldConfig };
}

async function transform(
  { transformations = [] }: Panel,
  frames: DataFrame[],
  { scope }: Sending,
): Promise<DataFrame[]> {
  const used = transformations.filter(({ disabled }) => !disabled)
    .map(({ id, options = {} }) => ({ id, options }));
  if (used.length === 0) return frames;
  const context = { interpolate: (text: string) => interpolate(text, scope) };
  return await firstValueFrom(transformDataFrame(used, frames, context));
}

function makeFieldConfig({ type, fieldConfig }: Panel): FieldConfigSource {
  return {
    defaults: { color: { mode: COLORS[type] ?? "thresholds" }, ...fieldConfig?.defaults },
    overrides: [...fieldConfig?.overrides ?? []].map(({ matcher, properties }) => ({
      matcher,
      properties: [...properties],
    })),
  };
}
