/** The way in which the samples of an engine name their models. */
export interface ModelNaming {
  /** Labels that name the model, in order. */
  readonly modelLabels: readonly string[];
  /** Values of those labels that name no model. */
  readonly unnamed?: readonly string[];
}

/** Returns the model that a sample names; undefined when it names none. */
export function modelIn(
  labels: Readonly<Record<string, string>>,
  { modelLabels, unnamed = [] }: ModelNaming,
): string | undefined {
  for (const name of modelLabels) {
    const model = labels[name];
    if (model && !unnamed.includes(model)) return model;
  }
  return undefined;
}
