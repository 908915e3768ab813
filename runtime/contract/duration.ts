/** Durations as people write them ("15s", "500ms", "5m") and as code uses them (milliseconds). */

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The longest wait that a timer can hold, 2^31 - 1 ms; a longer one would end at once. */
const MAX_MS = 2_147_483_647;

/**
 * Parses one number and one unit (`ms`, `s`, `m`, `h`, `d`) into milliseconds.
 *
 * @throws {RangeError} when the text is no duration of 1 ms to 24 days; the message says what is
 * allowed.
 */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  const ms = Math.round(match ? Number(match[1]) * (UNIT_MS[match[2] ?? ""] ?? NaN) : NaN);
  if (!(ms >= 1)) {
    throw new RangeError(
      `Cannot read duration: expected a positive number with a unit such as "15s", "500ms" or "5m", got "${text}"`,
    );
  }
  if (ms > MAX_MS) {
    throw new RangeError(`Cannot read duration: expected at most "24d", got "${text}"`);
  }
  return ms;
}

/** Writes milliseconds in the largest unit that keeps them whole: 90000 is "90s", 300000 is "5m". */
export function formatDuration(ms: number): string {
  for (const unit of ["d", "h", "m", "s"]) {
    const size = UNIT_MS[unit] ?? 1;
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${ms}ms`;
}
