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
  | "flag"
  | "fault";

/** A number in the base unit, nothing (the card does not have it), or a value that is no answer. */
export type Quantity = number | undefined | "unreadable";

const SCALES: Record<
  Exclude<Unit, "performance_state" | "flag" | "fault">,
  readonly [number, string]
> = {
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
  true: 1,
  active: 1,
  valid: 1,
  disabled: 0,
  no: 0,
  false: 0,
  "not active": 0,
  invalid: 0,
  licensed: 1,
  unlicensed: 0,
};

/** Words for "there is no such fault"; any other names one. */
const HEALTHY: ReadonlySet<string> = new Set(["false", "no", "none", "full", "healthy"]);

/**
 * Reads one value as a tool prints it: `143771 MiB`, `7 %`, `P8`, `Not Active`, `[N/A]`. A unit that
 * is another than the expected one makes it unreadable, since a guess would be a wrong number.
 */
export function parseQuantity(text: string, unit: Unit): Quantity {
  const value = withoutBrackets(text);
  if (isAbsent(value)) return undefined;
  if (unit === "flag") return FLAGS[bareWord(value)] ?? "unreadable";
  if (unit === "fault") {
    if (isUnreadable(value)) return "unreadable";
    return HEALTHY.has(bareWord(value)) ? 0 : 1;
  }
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
  // "N/A (Secondary die)": the values of such a card are those of its first half.
  const value = withoutBrackets(text).toLowerCase().replace(/^(n\/a) \(.*\)$/, "$1");
  return ABSENT.has(value);
}

/** Returns true when the text says that a value could not be read: `[Unknown Error]`, `ERR!`. */
export function isUnreadable(text: string): boolean {
  return /\berror\b|\blost\b|^ERR!?$/i.test(withoutBrackets(text));
}

/** "Licensed (Expiry: 2027-1-1)" is "licensed". */
function bareWord(text: string): string {
  return text.replace(/ \(.*\)$/s, "").toLowerCase();
}

function withoutBrackets(text: string): string {
  return /^\[(.*)\]$/s.exec(text.trim())?.[1]?.trim() ?? text.trim();
}

/** 7 % is 0.07, not 0.07000000000000001. */
function scaled(value: number, scale: number): number {
  return scale < 1 ? value / Math.round(1 / scale) : value * scale;
}
