/** The unit in which a tool prints a value. */
export type Unit =
  | "count"
  | "percent"
  | "mebibytes"
  | "bytes"
  | "kilobytes_per_second"
  | "megahertz"
  | "watts"
  | "joules"
  | "celsius"
  | "microseconds"
  | "lanes"
  | "performance_state"
  | "flag";

/** A number in the base unit, nothing (the card does not have it), or a value that is no answer. */
export type Quantity = number | undefined | "unreadable";

const SCALES: Record<Exclude<Unit, "performance_state" | "flag">, readonly [number, string]> = {
  count: [1, ""],
  percent: [0.01, "%"],
  mebibytes: [1024 ** 2, "MiB"],
  bytes: [1, "B"],
  kilobytes_per_second: [1000, "KB/s"],
  megahertz: [1e6, "MHz"],
  watts: [1, "W"],
  joules: [1, "J"],
  celsius: [1, "C"],
  microseconds: [1e-6, "us"],
  lanes: [1, "x"],
};

/** Words for "this card or driver has no such value"; brackets are taken off before. */
const ABSENT: ReadonlySet<string> = new Set([
  "",
  "n/a",
  "not supported",
  "not available",
  "not found",
  "function not found",
  "insufficient permissions",
  "requested functionality has been deprecated",
]);

const FLAGS: Readonly<Record<string, number>> = {
  enabled: 1,
  yes: 1,
  active: 1,
  disabled: 0,
  no: 0,
  "not active": 0,
};

/**
 * Reads one value as a tool prints it: `143771 MiB`, `7 %`, `P8`, `Not Active`, `[N/A]`. A unit that
 * is another than the expected one makes it unreadable, since a guess would be a wrong number.
 */
export function parseQuantity(text: string, unit: Unit): Quantity {
  const value = withoutBrackets(text);
  if (ABSENT.has(value.toLowerCase())) return undefined;
  if (unit === "flag") return FLAGS[value.toLowerCase()] ?? "unreadable";
  if (unit === "performance_state") {
    const state = /^P(\d{1,2})$/.exec(value)?.[1];
    return state === undefined ? "unreadable" : Number(state);
  }
  const [scale, suffix] = SCALES[unit];
  const match = /^([-+]?\d+(?:\.\d+)?)\s*(\D*)$/.exec(value);
  if (!match || (match[2] !== "" && match[2] !== suffix)) return "unreadable";
  return scaled(Number(match[1]), scale);
}

/** Returns true when the text says that there is no value (and not that it could not be read). */
export function isAbsent(text: string): boolean {
  return ABSENT.has(withoutBrackets(text).toLowerCase());
}

/** Returns true when the text says that a value could not be read: `[Unknown Error]`, `ERR!`. */
export function isUnreadable(text: string): boolean {
  return /\berror\b|\blost\b|^ERR!?$/i.test(withoutBrackets(text));
}

function withoutBrackets(text: string): string {
  return /^\[(.*)\]$/s.exec(text.trim())?.[1]?.trim() ?? text.trim();
}

/** 7 % is 0.07, not 0.07000000000000001. */
function scaled(value: number, scale: number): number {
  return scale < 1 ? value / Math.round(1 / scale) : value * scale;
}
