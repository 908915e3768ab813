import type { FamilySet } from "@llm-monitor/sdk";
import { parseQuantity } from "./parse/quantity.ts";
import type { Unit } from "./parse/quantity.ts";

/** One series of a card: the place of its value, and the unit in which it is printed there. */
export interface Reading {
  readonly metric: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Names under which tools of different age print it; the first with a value counts. */
  readonly from: readonly string[];
  readonly unit: Unit;
}

/** The number of values that were read, and of those that were errors such as `[Unknown Error]`. */
export interface ReadingCount {
  readonly told: number;
  readonly unreadable: number;
}

/** Returns true for a card that is there; one that prints errors in the place of all values is not. */
export function isUp({ told, unreadable }: ReadingCount): boolean {
  return told > 0 || unreadable === 0;
}

/** Adds the values of a card. */
export function addReadings(
  set: FamilySet,
  readings: readonly Reading[],
  { gpu, readValue }: { gpu: string; readValue: (name: string) => string | undefined },
): ReadingCount {
  let told = 0;
  let unreadable = 0;
  for (const { metric, labels, from, unit } of readings) {
    for (const name of from) {
      const quantity = parseQuantity(readValue(name) ?? "", unit);
      if (quantity === "unreadable") unreadable++;
      if (typeof quantity !== "number") continue;
      set.gauge(metric, { gpu, ...labels }, quantity);
      told++;
      break;
    }
  }
  return { told, unreadable };
}
