import { listMetrics } from "./capability.ts";
import type { ServerKind } from "./server_kind.ts";
import type { MetricMapping } from "../mapping/metric_mapping.ts";
import type { Derived, Source } from "../mapping/derive.ts";
import { SERVER_KINDS } from "./index.ts";

/** A table of texts. */
export interface Coverage {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Which metric each server provides, by the code that reads them. */
export function computeCoverage(metrics: readonly string[]): Coverage {
  const told = SERVER_KINDS.map(allToldBy);
  return {
    columns: ["Metric", ...SERVER_KINDS.map(({ id }) => id)],
    rows: metrics.filter((metric) => told.some((names) => names.has(metric))).map((metric) => [
      metric,
      ...told.map((names) => names.has(metric) ? "yes" : ""),
    ]),
  };
}

function allToldBy(kind: ServerKind): ReadonlySet<string> {
  const engines = kind.metrics?.mappings.map(({ id }) => id) ?? [kind.id];
  return new Set(engines.flatMap((engine) => [...listMetrics(kind, engine)]));
}

/** The source of one metric of a server. */
export interface Origin {
  readonly metric: string;
  readonly from: string;
}

/** Returns where every metric of a server comes from: its own families, labels and paths. */
export function listOrigins({ metrics, sources }: ServerKind): Origin[] {
  return [
    ...(metrics?.mappings ?? []).flatMap(mappingOrigins),
    ...sources.flatMap(({ provides, asks }) =>
      provides.map((metric) => ({ metric, from: asks.map(({ path }) => `GET ${path}`).join(", ") }))
    ),
  ];
}

function mappingOrigins({ rows, derived = [] }: MetricMapping): Origin[] {
  return [
    ...rows.map(({ to, from, plus = [], where, scale }) => ({
      metric: to,
      from: [
        from.join(", else "),
        ...plus.length > 0 ? [`plus ${plus.join(", ")}`] : [],
        ...Object.entries(where ?? {}).map(([label, values]) =>
          `where ${label} is ${values.map((value) => JSON.stringify(value)).join(" or ")}`
        ),
        ...scale === undefined ? [] : [`times ${scale}`],
      ].join(" "),
    })),
    ...derived.map((row) => ({ metric: row.to, from: derivedFrom(row) })),
  ];
}

function derivedFrom(row: Derived): string {
  switch (row.make) {
    case "product":
      return row.of.map(shown).join(" times ");
    case "ratio":
      return row.of.map(shown).join(" over ");
    case "backends":
      return `${shown(row.of)}, by label ${row.label}`;
    case "labels":
      return `${shown(row.of)}: label ${
        row.alternatives.map((names) => names.join(" times ")).join(", else ")
      }`;
    case "totals":
      return `${shown(row.sum)} times ${row.scale}, over ${shown(row.count)}; no buckets`;
    case "countStates":
      return `${shown(row.of)}: ${
        row.states.map((state, value) => `${value} ${state}`).join(", ")
      }`;
    case "negation":
      return `1 where ${shown(row.of)} is 0`;
    case "countListItems":
      return `${shown(row.of)}, the newest: names in ${Object.values(row.states).join(", ")}`;
    case "newest":
      return `${shown(row.of)}, the newest: label ${row.label}`;
  }
}

function shown({ family, where = {} }: Source): string {
  const name = [family].flat().join(", else ");
  const labels = Object.entries(where).map(([label, value]) => `${label}="${value}"`).join(",");
  return labels === "" ? name : `${name}{${labels}}`;
}
