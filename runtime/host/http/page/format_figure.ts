const UNITS = ["B", "KiB", "MiB", "GiB"] as const;

/** `14.2 MiB`; a dash for what is not known. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return "-";
  let value = bytes;
  let unit: string = UNITS[0];
  for (const larger of UNITS.slice(1)) {
    if (value < 1_024) break;
    value /= 1_024;
    unit = larger;
  }
  return `${unit === "B" ? value : value.toFixed(1)} ${unit}`;
}

/** `2026-11-24 00:12:53 UTC`, from ISO 8601; anything else as it is. */
export function formatTime(at: string): string {
  return at.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, "$1 $2 UTC");
}

/** `12 ms`, `3.4 s`; a dash for what is not known. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null) return "-";
  return seconds < 1 ? `${(seconds * 1_000).toFixed(1)} ms` : `${seconds.toFixed(2)} s`;
}
