import type { Derived, Source } from "../../mapping/derive.ts";
import type { MetricMapping, Row } from "../../mapping/metric_mapping.ts";
import { vllmMapping } from "../vllm/mapping.ts";

const renamed = (name: string) => name.replace(/^vllm:/, "aphrodite:");
const inAphrodite = (source: Source): Source => ({
  ...source,
  family: [source.family].flat().map(renamed),
});

/** Aphrodite, which grew out of vLLM: its families under another prefix. */
export const aphroditeMapping: MetricMapping = {
  id: "aphrodite",
  prefixes: ["aphrodite:"],
  modelLabels: vllmMapping.modelLabels,
  rows: vllmMapping.rows.filter(({ from }) => from.some((name) => name.startsWith("vllm:")))
    .map((row): Row => ({ ...row, from: row.from.map(renamed) })),
  derived: (vllmMapping.derived ?? []).map((row): Derived =>
    "of" in row && !Array.isArray(row.of)
      ? { ...row, of: inAphrodite(row.of as Source) } as Derived
      : row
  ),
};
