import type { FamilyDeclaration, ValidFamily } from "../../runtime/contract/metric.ts";

/** Ten labelled series of each of as many gauges as that takes: what a fleet of engines looks like. */
export function benchFamilies(series: number): ValidFamily[] {
  const perFamily = 100;
  return Array.from({ length: series / perFamily }, (_, family) => ({
    declaration: makeDeclaration(family),
    samples: Array.from({ length: perFamily }, (_, sample) => ({
      labels: { model: `org/model-${sample % 10}`, instance_name: `gpu-node-${sample}` },
      value: family * perFamily + sample + 0.25,
    })),
  }));
}

export function makeDeclaration(family: number): FamilyDeclaration {
  return {
    name: `llm_monitor_bench_family_${family}_bytes`,
    type: "gauge",
    help: `A gauge of the benchmark, number ${family}.`,
    labels: ["model", "instance_name"],
  };
}
