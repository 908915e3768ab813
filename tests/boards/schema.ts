/** Types of Grafana's own schema as plain JSON, and what the data source of Prometheus adds to it. */
import type { AnnotationQuery, Dashboard, VariableModel } from "@grafana/schema";
import type { Plain } from "../../dashboards/src/layer/plain.ts";

/** Members of an event that the data source of Prometheus reads. */
interface PrometheusEvents {
  expr: string;
  step: string;
  tagKeys: string;
  textFormat: string;
  titleFormat: string;
  useValueForTime: boolean;
}

/** A board in classic JSON. */
export type Board =
  & Omit<Plain<Dashboard>, "annotations" | "templating">
  & {
    annotations: { list: (Plain<AnnotationQuery> & PrometheusEvents)[] };
    templating: { list: (Plain<VariableModel> & { definition?: string })[] };
  };
