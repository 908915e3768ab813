import type * as dashboard from "@grafana/grafana-foundation-sdk/dashboard";
import type { Plain } from "./plain.ts";

export type GrafanaVariable = Plain<dashboard.VariableModel>;

/** A variable whose values are those of a label; all of them can be chosen at once. */
export interface LabelVariable {
  readonly kind: "label";
  readonly name: string;
  readonly title: string;
  /** The metric that has it. */
  readonly metric: string;
  /** The label that it gives the values of, and by which it filters. */
  readonly label: string;
  /** Everything that it selects has the label; else what has no such label stays while all are chosen. */
  readonly isAlwaysThere?: true;
}

/** A variable whose values are those of a label, and whose texts are made of others. */
export interface NamedVariable extends Omit<LabelVariable, "kind"> {
  readonly kind: "named";
  /** The labels of which the text is made. */
  readonly text: readonly string[];
}

/** A number that a person types, such as a price. */
export interface NumberVariable {
  readonly kind: "number";
  readonly name: string;
  readonly title: string;
  readonly value: string;
}

export type Variable = LabelVariable | NamedVariable | NumberVariable;

export const DATASOURCE = { type: "prometheus", uid: "${datasource}" } as const;
export const LOGS_DATASOURCE = { type: "loki", uid: "${logs}" } as const;

/** The choice of a source of data. */
export function datasourceVariable(name: string, type: string, label: string): GrafanaVariable {
  return {
    type: "datasource",
    name,
    label,
    query: type,
    hide: 0,
    includeAll: false,
    multi: false,
    options: [],
    refresh: 1,
    regex: "",
    skipUrlSync: false,
  };
}

/** A list that is read from Prometheus each time that the range of time changes. */
export function queryVariable(
  spec: { name: string; title: string; query: string; regex?: string; allValue: string },
): GrafanaVariable {
  return {
    type: "query",
    name: spec.name,
    label: spec.title,
    datasource: DATASOURCE,
    definition: spec.query,
    query: { query: spec.query, refId: spec.name },
    regex: spec.regex ?? "",
    allValue: spec.allValue,
    current: { text: ["All"], value: ["$__all"] },
    hide: 0,
    includeAll: true,
    multi: true,
    options: [],
    refresh: 2,
    skipUrlSync: false,
    sort: 1,
  };
}

/** A field that a person types into. */
export function numberVariable({ name, title, value }: NumberVariable): GrafanaVariable {
  return {
    type: "textbox",
    name,
    label: title,
    query: value,
    current: { text: value, value },
    hide: 0,
    options: [{ selected: true, text: value, value }],
    skipUrlSync: false,
  };
}
