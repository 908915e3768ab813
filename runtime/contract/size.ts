/** Sizes as people write them ("64MiB") and as code uses them (bytes). */

const UNIT_BYTES: Record<string, number> = {
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/**
 * Parses one number and one binary unit (`B`, `KiB`, `MiB`, `GiB`) into bytes.
 *
 * @throws {RangeError} when the text is not a positive size; the message says what is allowed.
 */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(B|KiB|MiB|GiB)$/.exec(text);
  const bytes = Math.round(match ? Number(match[1]) * (UNIT_BYTES[match[2] ?? ""] ?? NaN) : NaN);
  if (!Number.isSafeInteger(bytes) || bytes < 1) {
    throw new RangeError(
      `Cannot read size: expected a positive number with a unit such as "64MiB" or "512KiB", got "${text}"`,
    );
  }
  return bytes;
}

/** Writes bytes in the largest binary unit that keeps them whole: 67108864 is "64MiB". */
export function formatSize(bytes: number): string {
  for (const unit of ["GiB", "MiB", "KiB"]) {
    const size = UNIT_BYTES[unit] ?? 1;
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return `${bytes}B`;
}
