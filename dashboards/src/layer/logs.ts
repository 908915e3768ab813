import type * as sdk from "@grafana/grafana-foundation-sdk/logs";
import { pickTexts } from "./panel.ts";
import type { PanelDraft, PanelTexts, Query } from "./panel.ts";
import type { Plain } from "./plain.ts";
import { lines } from "./timeseries.ts";
import type { TimeseriesOptions } from "./timeseries.ts";

/** Lines of logs, the newest first. */
export interface LogsOptions extends PanelTexts {
  /** A selector of LogQL with its filters. */
  readonly expr: string;
  readonly maxLines: number;
}

/** A panel of log lines. */
export function logs(spec: LogsOptions): PanelDraft {
  const { expr, maxLines } = spec;
  const options: Plain<sdk.Options> = {
    dedupStrategy: "none",
    enableLogDetails: true,
    prettifyLogMessage: false,
    showCommonLabels: false,
    showLabels: false,
    showLogContextToggle: true,
    showTime: true,
    sortOrder: "Descending",
    wrapLogMessage: true,
  };
  return {
    ...pickTexts(spec),
    type: "logs",
    source: "loki",
    queries: [{ expr }],
    target: { queryType: "range", maxLines },
    rest: {
      options,
      fieldConfig: { defaults: { unit: "none", noValue: "No data" }, overrides: [] },
    },
  };
}

/** Lines over time that are counted from logs. */
export function logLines(spec: TimeseriesOptions & { queries: readonly Query[] }): PanelDraft {
  return { ...lines(spec), source: "loki", target: { queryType: "range" } };
}
