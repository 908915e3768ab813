import { metricsScope } from "../pages/scope.ts";
import { renderTexts } from "../../template/render.ts";
import { readEngineFile } from "../profile/load.ts";
import type { MetricsProfile, TableProfile } from "../profile/schema.ts";
import { geometric, linear } from "./bounds.ts";
import type { Labels } from "./family.ts";
import { readTable } from "./read_table.ts";
import type { Vocabulary } from "./read_table.ts";
import type { LabelsOf, MetricsTable, Row } from "./table.ts";
import { ratesSinceLastLook } from "./values.ts";

/** Reads the tables of an engine's profile. */
export function readTables(
  { tables, labels, labelSets, bounds, perModel }: MetricsProfile,
  hasMetrics = true,
): MetricsTable {
  const vocabulary: Vocabulary = {
    values: ratesSinceLastLook(),
    bounds: mapValues(bounds, (own) => {
      if ("linear" in own) return linear(...own.linear);
      return "geometric" in own ? geometric(...own.geometric) : own;
    }),
    labels: mapValues(labelSets, readLabelSet),
  };
  const shown = tables.filter(({ always }) => always || hasMetrics);
  return {
    rows: shown.flatMap((table) => readRows(table, vocabulary)),
    labels: (model) => renderTexts(labels, { model }),
    ...perModel && { isPerModel: true },
  };
}

function readRows(
  { file, only, without, lazy, rename }: TableProfile,
  vocabulary: Vocabulary,
): Row[] {
  return readTable(readEngineFile(file), file, vocabulary)
    .filter(({ name }) => (only?.test(name) ?? true) && !without?.test(name))
    .map((row) => ({
      ...row,
      isLazy: row.isLazy || (lazy?.test(row.name) ?? false),
      name: rename ? row.name.replace(rename.from, rename.to) : row.name,
    }));
}

/** Labels that name nothing are of the server, others of a model. */
function readLabelSet(templates: Readonly<Record<string, unknown>>): Labels | LabelsOf {
  const isOfModel = Object.values(templates).some((value) => String(value).includes("$"));
  if (!isOfModel) return renderTexts(templates, {});
  return (metrics) => renderTexts(templates, metricsScope(metrics));
}

function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  change: (value: T) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
