import type { ParsedFamily, ParsedSample } from "@llm-monitor/sdk";

/** The families of one page, and the model that it is about. */
interface Page {
  readonly families: readonly ParsedFamily[];
  readonly model?: string | undefined;
}

/** The families of several pages as if they stood on one, with the model of each as a label. */
export function addModelLabel(pages: readonly Page[]): ParsedFamily[] {
  const merged = new Map<string, { family: ParsedFamily; samples: ParsedSample[] }>();
  for (const { families, model = "" } of pages) {
    for (const family of families) {
      const known = merged.get(family.name) ?? { family, samples: [] };
      merged.set(family.name, known);
      for (const sample of family.samples) {
        known.samples.push({ ...sample, labels: { ...sample.labels, model } });
      }
    }
  }
  return [...merged.values()].map(({ family, samples }) => ({ ...family, samples }));
}
