import type { WireNumber } from "../contract/metric.ts";

const NAMED: readonly unknown[] = ["NaN", "+Inf", "-Inf"];

/** Returns whether a decoded value is a number, or the name of one that JSON cannot carry. */
export function isWireNumber(value: unknown): value is WireNumber {
  return (typeof value === "number" && Number.isFinite(value)) || NAMED.includes(value);
}

/** The number that a value of the wire stands for. */
export function toNumber(value: WireNumber): number {
  if (typeof value === "number") return value;
  if (value === "NaN") return NaN;
  return value === "+Inf" ? Infinity : -Infinity;
}
