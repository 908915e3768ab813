import { BAD, CALM, WARN } from "./colours.ts";
import type { FieldConfig, Mapping } from "./panel.ts";

/** The values from which a panel warns. A panel without them judges nothing. */
export interface Judgement {
  readonly warn?: number;
  readonly bad?: number;
  /** Low values are the bad ones. */
  readonly isLowBad?: true;
}

/** Thresholds whose first step has `calm`; without a judgement it is the only one. */
export function toThresholds(
  judge: Judgement | undefined,
  calm: string = CALM,
): NonNullable<FieldConfig["thresholds"]> {
  const { warn, bad, isLowBad } = judge ?? {};
  const steps = isLowBad
    ? [[null, bad === undefined ? WARN : BAD], ...stepAt(bad, WARN), ...stepAt(warn ?? bad, calm)]
    : [[null, calm], ...stepAt(warn, WARN), ...stepAt(bad, BAD)];
  const byValue = new Map(steps.map(([value, color]) => [value, color] as const));
  return {
    mode: "absolute",
    steps: [...byValue].map(([value, color]) => ({
      value: value as number | null,
      color: String(color),
    })),
  };
}

function stepAt(value: number | undefined, colour: string): [number, string][] {
  return value === undefined ? [] : [[value, colour]];
}

/** The value shown for what a server cannot report; it comes from its capabilities, not from absence. */
export const NOT_REPORTED = -1;

/** Texts in place of numbers that are no readings. */
export const STATE_MAPPINGS: readonly Mapping[] = [
  { type: "special", options: { match: "nan", result: { text: "no traffic", index: 0 } } },
  { type: "value", options: { [NOT_REPORTED]: { text: "not reported", index: 1 } } },
];

/** -1 where no server can report it; nothing at all where one that can does not. */
export function orNotReported(expr: string, feature: string, by = ""): string {
  const group = by === "" ? "max" : `max by (${by}) `;
  return `(${expr}) or ((${group}(llm_monitor_llm_capability{feature="${feature}"}) == 0) - ${-NOT_REPORTED})`;
}
