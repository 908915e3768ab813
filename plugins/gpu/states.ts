import type { FamilySet } from "@llm-monitor/sdk";
import { isAbsent, isUnreadable } from "./parse/quantity.ts";

/** A property that has one of a few names, shown as one series for each: 1 for the one it has. */
export interface StateMetric {
  readonly metric: string;
  readonly label: string;
  readonly from: readonly string[];
  readonly states: readonly string[];
  /** Other words of some drivers for one of the states. */
  readonly aliases?: Readonly<Record<string, string>>;
}

const MAX_LENGTH = 40;

/** Adds the state; one that is not among the known gets a series of its own. */
export function addState(
  set: FamilySet,
  { metric, label, from, states, aliases = {} }: StateMetric,
  { gpu, readValue }: { gpu: string; readValue: (name: string) => string | undefined },
): void {
  const value = from.map(readValue).find((text) => text !== undefined && !isNone(text));
  if (value === undefined) return;
  const name = stateName(value);
  const current = Object.hasOwn(aliases, name) ? aliases[name] ?? name : name;
  const known = states.includes(current) ? states : [...states, current];
  for (const state of known) {
    set.gauge(metric, { gpu, [label]: state }, state === current ? 1 : 0);
  }
}

/** "Drain and Reset" is `drain_and_reset`. */
export function stateName(text: string): string {
  return text.trim().toLowerCase().replaceAll(/[^a-z0-9]+/g, "_").slice(0, MAX_LENGTH);
}

/** "Not Supported" is absence everywhere else, too, so the fabric has no such state here. */
function isNone(text: string): boolean {
  return isAbsent(text) || isUnreadable(text) || stateName(text) === "";
}
