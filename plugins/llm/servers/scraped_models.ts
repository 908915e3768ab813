import type { ParsedFamily } from "@llm-monitor/sdk";
import type { Fields } from "../http/json_fields.ts";
import { modelIn } from "../mapping/model_in.ts";
import type { ModelNaming } from "../mapping/model_in.ts";
import type { JsonSource } from "./server_kind.ts";

/** A source that was asked. */
export interface AskedSource {
  readonly source: JsonSource;
  /** In the order that it asks; undefined when one of them did not come. */
  readonly answers?: readonly Fields[];
  readonly refused?: string;
}

/** Returns the models that the first source lists which lists some. */
export function listedModels(sources: readonly AskedSource[]): readonly string[] {
  for (const { source, answers } of sources) {
    const models = answers && source.models?.(answers);
    if (models && models.length > 0) return models;
  }
  return [];
}

/** Returns the model that alone stands in the metrics; undefined when there are several, or none. */
export function onlyModelIn(
  families: readonly ParsedFamily[],
  naming: ModelNaming,
): string | undefined {
  let only: string | undefined;
  for (const { samples } of families) {
    for (const { labels } of samples) {
      const model = modelIn(labels, naming);
      if (model === undefined || model === only) continue;
      if (only !== undefined) return undefined;
      only = model;
    }
  }
  return only;
}

/** Gives models whose case was lost, as older front ends of Dynamo write them, the spelling of the list. */
export function withListedSpelling(listed: readonly string[]): (model: string) => string {
  const names = new Set(listed);
  const byLower = new Map(listed.map((name) => [name.toLowerCase(), name]));
  return (model) => names.has(model) ? model : byLower.get(model.toLowerCase()) ?? model;
}
