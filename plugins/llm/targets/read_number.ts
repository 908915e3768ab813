const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** What one number of the settings may be. */
export interface NumberRule {
  readonly key: string;
  /** A duration is written as `"5m"`, or is milliseconds already. */
  readonly unit: "duration" | "count";
  readonly min: number;
  readonly max: number;
  readonly otherwise: number;
}

/**
 * Reads a whole number or a duration; without a value it is what the rule says.
 *
 * @throws {Error} which says what is allowed and what was there.
 */
export function readNumber(value: unknown, rule: NumberRule): number {
  if (value === undefined) return rule.otherwise;
  const { key, unit, min, max } = rule;
  const number = unit === "duration" && typeof value === "string" ? durationOf(value) : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= min && number <= max) {
    return number;
  }
  const [from, to] = unit === "duration" ? [durationText(min), durationText(max)] : [min, max];
  const what = unit === "duration" ? 'a duration such as "90s" or "5m"' : "a whole number";
  throw new Error(
    `${key} must be ${what}, from ${from} to ${to}, got ${JSON.stringify(value).slice(0, 80)}`,
  );
}

function durationOf(text: string): number | undefined {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  return amount === undefined ? undefined : Math.round(Number(amount) * (UNIT_MS[unit] ?? NaN));
}

function durationText(ms: number): string {
  const unit = ["h", "m", "s"].find((one) => ms % (UNIT_MS[one] ?? 1) === 0) ?? "ms";
  return `${ms / (UNIT_MS[unit] ?? 1)}${unit}`;
}
