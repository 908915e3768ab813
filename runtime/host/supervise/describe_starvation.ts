import type { Starvation } from "../../async/run_deadline.ts";

/** Says how long something was ready to run and could not. */
export function describeStarvation({ elapsedMs, waitedMs }: Starvation): string {
  const [elapsed, waited] = [elapsedMs, waitedMs].map((ms) => `${(ms / 1_000).toFixed(1)} s`);
  return `The machine is saturated: of the last ${elapsed} it waited ${waited} for a processor`;
}
