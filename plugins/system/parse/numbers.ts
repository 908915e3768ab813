/** Reads a number of procfs; undefined for what is none, so that a missing value never becomes 0. */
export function parseNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^-?\d+(?:\.\d+)?$/.test(text)) return undefined;
  return Number(text);
}

/** A number times a factor; undefined stays undefined. */
export function scaled(value: number | undefined, factor: number): number | undefined {
  // Divided where that is exact: 0.01 is no binary fraction, and 5 * 0.01 would show it.
  return value === undefined
    ? undefined
    : factor < 1
    ? value / Math.round(1 / factor)
    : value * factor;
}
