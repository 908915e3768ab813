import type { EngineProfile } from "../engine_profile.ts";
import type { EngineTable, Row } from "../engine_table.ts";
import type { Derived, Source } from "../parse/derive.ts";
import { openaiModels } from "../sources/openai_models.ts";
import { vllm } from "./vllm.ts";

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
export const rayVllm: EngineTable = {
  id: "vllm",
  prefixes: ["ray_vllm_", "ray_vllm:"],
  modelLabels: vllm.modelLabels,
  rows: vllm.rows.map((row): Row => ({ ...row, from: [...new Set(row.from.flatMap(renamed))] })),
  derived: (vllm.derived ?? []).map((row): Derived =>
    "of" in row && !Array.isArray(row.of) ? { ...row, of: inRay(row.of as Source) } as Derived : row
  ),
};

export const rayProfile: EngineProfile = {
  id: "ray",
  title: "Ray Serve LLM",
  engine: "vllm",
  // The second is of a metrics agent that stands as a target itself.
  health: { paths: ["/-/healthz", "/metrics"] },
  metrics: {
    paths: ["/metrics"],
    tables: [rayVllm],
    enable: "set metricsUrl to the node's metrics agent (--metrics-export-port); Ray 2.51 or newer",
  },
  sources: [openaiModels({ isOptional: true })],
  needs: "`metricsUrl` of the metrics agent; Ray 2.51",
};
