import type * as dashboard from "@grafana/grafana-foundation-sdk/dashboard";
import type * as prometheus from "@grafana/grafana-foundation-sdk/prometheus";
import type { Plain } from "./plain.ts";

export type GrafanaPanel = Plain<dashboard.Panel>;
export type FieldConfig = Plain<dashboard.FieldConfig>;
export type Override = Plain<dashboard.FieldConfigSource>["overrides"][number];
export type Mapping = Plain<dashboard.ValueMapping>;
export type DataLink = Plain<dashboard.DashboardLink>;
export type PrometheusTarget = Plain<prometheus.Dataquery>;

/** A query of a panel, in PromQL without the matchers that every query of a board has. */
export interface Query {
  readonly expr: string;
  /** The name of its series, such as `{{model}}`; a table has none. */
  readonly legend?: string;
  /** Matchers of the board's variables that it must not have, by label. */
  readonly ignores?: readonly string[];
}

/** Texts and size that every panel has. */
export interface PanelTexts {
  readonly title: string;
  /** The question that it answers, for someone who has ten seconds. */
  readonly asks: string;
  /** The meaning of a bad answer, and the first thing to do. */
  readonly help?: string;
  /** Columns of 24. */
  readonly w: number;
  /** Rows of 38 pixels. */
  readonly h: number;
}

/** A panel whose queries and place the board completes. */
export interface PanelDraft extends PanelTexts {
  readonly type: string;
  readonly source: "prometheus" | "loki";
  readonly queries: readonly Query[];
  /** Settings of all of its queries. */
  readonly target: Readonly<Record<string, unknown>>;
  readonly rest: Pick<GrafanaPanel, "options" | "fieldConfig" | "transformations">;
}

/** Picks the texts and the size of a panel from what a board says of it. */
export function pickTexts({ title, asks, help, w, h }: PanelTexts): PanelTexts {
  return { title, asks, ...(help === undefined ? {} : { help }), w, h };
}
