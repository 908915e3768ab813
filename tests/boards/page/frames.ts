/** Answers of Prometheus as the frames that Grafana's data source makes of them. */
import { FieldType, toDataFrame } from "@grafana/data";
import type { DataFrame, Labels } from "@grafana/data";
import type { PanelQuery } from "../../dashboards/model/panel_queries.ts";
import type { Series } from "../../dashboards/model/prometheus_api.ts";

export function makeFrames(
  query: PanelQuery,
  series: readonly Series[],
  isOnlyQuery: boolean,
): DataFrame[] {
  if (query.target.format === "table") return makeTable(query, series, isOnlyQuery);
  if (query.target.format === "heatmap") return makeHeatmap(query, series);
  return series.map((one) => makeLine(query, one));
}

/** One frame, a row for each series and time. */
function makeTable({ target }: PanelQuery, series: readonly Series[], isOnlyQuery: boolean) {
  if (series.length === 0) return [];
  const names = new Set(series.flatMap(({ metric }) => Object.keys(metric)));
  const labels = [...names].sort();
  const rows = series.flatMap(({ metric, values }) => values.map((value) => ({ metric, value })));
  return [toDataFrame({
    refId: target.refId,
    fields: [
      { name: "Time", type: FieldType.time, values: rows.map(({ value }) => value[0] * 1_000) },
      ...labels.map((name) => ({
        name,
        type: FieldType.string,
        config: { filterable: true },
        values: rows.map(({ metric }) => metric[name]),
      })),
      {
        name: isOnlyQuery ? "Value" : `Value #${target.refId}`,
        type: FieldType.number,
        values: rows.map(({ value }) => Number(value[1])),
      },
    ],
  })];
}

function makeLine(query: PanelQuery, { metric, values }: Series): DataFrame {
  const name = nameOf(query, metric);
  return toDataFrame({
    refId: query.target.refId,
    name,
    fields: [
      {
        name: "Time",
        type: FieldType.time,
        values: values.map(([seconds]) => seconds * 1_000),
        config: { interval: query.stepSeconds * 1_000 },
      },
      {
        name: "Value",
        type: FieldType.number,
        labels: metric as Labels,
        config: { displayNameFromDS: name },
        values: values.map(([, value]) => Number(value)),
      },
    ],
  });
}

/** One frame with a field for each bucket; a bucket of a histogram holds those below it, too. */
function makeHeatmap(query: PanelQuery, series: readonly Series[]): DataFrame[] {
  if (series.length === 0) return [];
  const bound = ({ metric }: Series) => Number(metric["le"]?.replace("+Inf", "Infinity"));
  const sorted = [...series].sort((a, b) => bound(a) - bound(b));
  const times = [...new Set(sorted.flatMap(({ values }) => values.map(([time]) => time)))].sort(
    (a, b) => a - b,
  );
  const columns = sorted.map(({ values }) => {
    const at = new Map(values.map(([time, value]) => [time, Number(value)]));
    return times.map((time) => at.get(time) ?? 0);
  });
  return [toDataFrame({
    refId: query.target.refId,
    fields: [
      { name: "Time", type: FieldType.time, values: times.map((seconds) => seconds * 1_000) },
      ...sorted.map(({ metric }, index) => ({
        name: nameOf(query, metric),
        type: FieldType.number,
        labels: metric as Labels,
        values: (columns[index] ?? []).map((value, at) =>
          Math.max(0, value - (columns[index - 1]?.[at] ?? 0))
        ),
      })),
    ],
  })];
}

function nameOf({ target, expr }: PanelQuery, metric: Series["metric"]): string {
  const format = target.legendFormat;
  if (format && format !== "__auto") {
    return format.replaceAll(/\{\{\s*(.+?)\s*\}\}/g, (_, label: string) => metric[label] ?? label);
  }
  const { __name__: name = "", ...labels } = metric;
  const inside = Object.entries(labels).map(([key, value]) => `${key}="${value}"`).join(", ");
  if (name === "" && inside === "") return expr;
  return inside === "" ? name : `${name}{${inside}}`;
}
