import { encodeText } from "../../runtime/metrics/encode_text.ts";
import { validateResult } from "../../runtime/metrics/validate_result.ts";
import { benchFamilies } from "./families.ts";
import type { Figure } from "./figure.ts";
import { median } from "./figure.ts";

const SAMPLES = 10_000;

/** Measures the host's work on one large result. */
export function benchEncode(): Figure[] {
  const families = benchFamilies(SAMPLES);
  const declarations = new Map(
    families.map(({ declaration }) => [declaration.name, declaration] as const),
  );
  const wire = JSON.stringify(
    families.map(({ declaration, samples }) => ({ name: declaration.name, samples })),
  );
  const times: number[] = [];
  for (let round = 0; round < 20; round++) {
    const result = JSON.parse(wire) as unknown[];
    const startMs = performance.now();
    const valid = validateResult(result, declarations, { seriesLimit: SAMPLES });
    if (!valid.ok) throw new Error(`Cannot measure: ${valid.message}`);
    encodeText(valid.families);
    times.push(performance.now() - startMs);
  }
  return [{
    name: "10,000 samples validated and encoded",
    value: median(times),
    unit: "ms",
    target: "<= 30",
  }];
}
