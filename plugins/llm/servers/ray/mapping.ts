import type { MetricMapping, Row } from "../../mapping/metric_mapping.ts";
import type { Derived, Source } from "../../mapping/derive.ts";
import { vllmMapping } from "../vllm/mapping.ts";

/** Ray writes an engine's families under its own prefix, in older versions with the colon. */
const renamed = (name: string) => {
  const plain = name.replace(":", "_");
  return [`ray_${plain}`, `ray_${name}`];
};
const inRay = (source: Source): Source => ({
  ...source,
  family: [source.family].flat().flatMap(renamed),
});

/** vLLM within Ray Serve. Labels of nodes, workers and replicas are left out, their parts added up. */
export const rayVllmMapping: MetricMapping = {
  id: "vllm",
  prefixes: ["ray_vllm_", "ray_vllm:"],
  modelLabels: vllmMapping.modelLabels,
  rows: vllmMapping.rows.map((row): Row => ({
    ...row,
    from: [...new Set(row.from.flatMap(renamed))],
  })),
  derived: (vllmMapping.derived ?? []).map((row): Derived =>
    "of" in row && !Array.isArray(row.of) ? { ...row, of: inRay(row.of as Source) } as Derived : row
  ),
};
