import type { MetricMapping, Row } from "../../mapping/metric_mapping.ts";
import { sglangMapping } from "../sglang/mapping.ts";

/** Ray writes an engine's families under its own prefix; the second is of Serve's own collector. */
const renamed = (name: string) => {
  const plain = name.replace(/^sglang[:_]/, "");
  return [`ray_sglang_${plain}`, `ray_serve_sglang_${plain}`];
};
const inRay = (names: readonly string[] = []) => [...new Set(names.flatMap(renamed))];

/** SGLang within Ray Serve. Labels of nodes, workers and replicas are left out, their parts added up. */
export const raySglangMapping: MetricMapping = {
  ...sglangMapping,
  prefixes: ["ray_sglang_", "ray_serve_sglang_"],
  rows: sglangMapping.rows.map((row): Row => ({
    ...row,
    from: inRay(row.from),
    ...(row.plus && { plus: inRay(row.plus) }),
  })),
};
